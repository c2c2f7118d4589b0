import type { OpenApiDocument, Operation } from '../openapi/document';

/** The table of every route, one section for each kind of thing. */
export function routesPage({ paths, tags }: OpenApiDocument): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = rows.filter(({ operation }) => operation.tags.includes(name));
    const lines = own.map(({ method, path, operation }) => row([`\`${method}\``, `\`${path}\``, ...cells(operation)]));
    return [`## ${name}`, description, [row(titles), row(titles.map(() => '---')), ...lines].join('\n')].join('\n\n');
  });
  return `${['# Routes', preface, ...sections].join('\n\n')}\n`;
}

const preface =
  'Generated from `proto/` by `npm run docs`. Of several scopes any one suffices, and `full_access` always does; ' +
  'sessions carry no scopes. Calls made with an API key need the plan `professional` in any case.';

const titles = ['Method', 'Path', 'What it does', 'Scopes', 'Roles', 'Plan', 'Feature'];

function cells(operation: Operation): string[] {
  const { summary, security } = operation;
  const scopes = operation['x-scopes'] ?? [];
  const isPublic = security?.length === 0;
  return [
    `${summary}.`,
    isPublic ? 'public' : scopes.length > 0 ? names(scopes) : 'any',
    names(operation['x-roles'] ?? []),
    names(operation['x-minimum-plan'] ? [operation['x-minimum-plan']] : []),
    names(operation['x-feature'] ? [operation['x-feature']] : []),
  ];
}

function names(values: string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

function row(values: string[]): string {
  return `| ${values.join(' | ')} |`;
}
