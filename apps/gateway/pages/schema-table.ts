import { openapi } from '@fileonion/contract/openapi';
import { html, inline, type Html } from './html';

/** The part of a JSON Schema that the tables show. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  [rule: string]: unknown;
}

/** The deepest field that a table shows; what is deeper is a repetition. */
const maxDepth = 4;

/** A table of an object's fields; those of nested objects follow their own, as `items[].name`. */
export function fieldTable(schema: object): Html {
  return table(rowsOf(resolve(schema as Schema), '', 1));
}

/** A table of parameters. */
export function parameterTable(
  parameters: { name: string; in: string; required?: boolean; description?: string; schema: object }[],
): Html {
  return table(
    parameters.map(({ name, in: place, required, description = '', schema }) =>
      row(name, `${typeText(schema as Schema)} (${place})`, required === true, [
        description,
        rulesText(resolve(schema as Schema)),
      ]),
    ),
  );
}

function table(rows: Html[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Type</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function rowsOf({ properties = {}, required = [] }: Schema, prefix: string, depth: number): Html[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const own = row(path, typeText(schema), required.includes(name), [textOf(schema), rulesText(resolve(schema))]);
    return depth < maxDepth ? [own, ...nestedRows(schema, path, depth)] : [own];
  });
}

function nestedRows(schema: Schema, path: string, depth: number): Html[] {
  const target = resolve(schema);
  if (target.items) return rowsOf(resolve(target.items), `${path}[].`, depth + 1);
  return rowsOf(target, `${path}.`, depth + 1);
}

function row(name: string, type: string, required: boolean, texts: string[]): Html {
  const text = texts.filter((part) => part !== '').join(' ');
  return html`<tr>
    <td><code>${name}</code>${required ? ' *' : ''}</td>
    <td>${type}</td>
    <td>${inline(text)}</td>
  </tr>`;
}

/** What a reference or a choice with `null` stands for. */
function resolve(schema: Schema): Schema {
  if (schema.$ref)
    return resolve((openapi.components.schemas[schema.$ref.split('/').at(-1) as string] ?? {}) as Schema);
  const choice = schema.anyOf?.find(({ type }) => type !== 'null');
  return choice ? resolve(choice) : schema;
}

function textOf(schema: Schema): string {
  return schema.description ?? resolve(schema).description ?? '';
}

function typeText(schema: Schema): string {
  const target = resolve(schema);
  const types = [target.type ?? 'any'].flat().filter((type) => type !== 'null');
  const name = target.items ? `list of ${typeText(target.items)}` : (target.format ?? types.join(' or '));
  const optional = [target.type].flat().includes('null') || schema.anyOf !== undefined;
  return optional ? `${name} or null` : name;
}

const rules: Record<string, string> = {
  minLength: 'At least # characters.',
  maxLength: 'At most # characters.',
  minimum: 'At least #.',
  maximum: 'At most #.',
  minItems: 'At least # elements.',
  maxItems: 'At most # elements.',
  uniqueItems: 'None twice.',
  pattern: 'Matches `#`.',
  default: '`#` when absent.',
};

function rulesText(schema: Schema): string {
  const values = schema.enum?.filter((value) => value !== null).map((value) => `\`${String(value)}\``);
  const texts = Object.entries(rules).flatMap(([name, text]) =>
    schema[name] === undefined ? [] : text.replace('#', String(schema[name])),
  );
  const each = schema.items ? rulesText(resolve(schema.items)) : '';
  return [...(values ? [`One of ${values.join(', ')}.`] : []), ...texts, ...(each ? [`Each: ${each}`] : [])].join(' ');
}
