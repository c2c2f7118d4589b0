import type { ApiAnswer, ApiClient } from '@fileonion/testing';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** A method on a path, as the OpenAPI document describes it. */
export interface Operation {
  method: string;
  path: string;
  isPublic: boolean;
  hasBody: boolean;
  /** Names of the path's variables, in order. */
  variables: string[];
}

/** What a running gateway says about itself. */
export interface Contract {
  operations: Operation[];
  /** Everything about an answer that the document does not allow, each thing in a line. */
  faults(operation: Operation, answer: ApiAnswer): string[];
}

/** Reads the document of a gateway. */
export async function readContract(gateway: string): Promise<Contract> {
  const document = (await (await fetch(`${gateway}/openapi.json`)).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, 'openapi');
  const validators = new Map<string, ValidateFunction>();

  function validator(pointer: string): ValidateFunction {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
    validators.set(pointer, known);
    return known;
  }

  return {
    operations: operationsOf(document),
    faults({ method, path }, { status, headers, body }) {
      const about = `${method} ${path} ${status}`;
      const described = document.paths[path]![method.toLowerCase()]!.responses[status];
      if (!described) return [`${about} is not described`];
      const pointer = described.$ref?.slice(1) ?? `/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}`;
      const validate = validator(`${pointer}/content/application~1json/schema`);
      const shared = described.$ref ? document.components.responses[nameIn(described.$ref)] : undefined;
      const { headers: named = {}, description = '' } = { ...shared, ...described };
      const { code } = body.error ?? {};
      const valid = validate(body);
      return [
        ...(valid ? [] : validate.errors!.map(({ instancePath, message }) => `${about}: ${instancePath} ${message}`)),
        ...(headers.get('x-request-id') === body.meta.requestId ? [] : [`${about}: another X-Request-Id`]),
        ...(headers.get('cache-control') === 'no-store' ? [] : [`${about}: may be cached`]),
        ...(status !== 201 || headers.get('location') ? [] : [`${about}: no Location`]),
        ...ownHeaders
          .filter((name) => headers.has(name) && !(name in named))
          .map((name) => `${about}: ${name} is not described`),
        ...(code && !description.includes(`\`${code}\``) ? [`${about}: ${code} is not described`] : []),
        ...(status < 300 && 'ETag' in named && !headers.has('ETag') ? [`${about}: no ETag`] : []),
      ];
    },
  };
}

/** Headers that are of this API, and not of HTTP alone or of its protection. */
const ownHeaders = [
  'Allow',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-Request-Id',
];

interface Described {
  $ref?: string;
  description?: string;
  headers?: Record<string, object>;
}

interface OpenApi {
  paths: Record<
    string,
    Record<string, { security?: object[]; requestBody?: object; responses: Record<string, Described> }>
  >;
  components: { responses: Record<string, Described> };
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: security?.length === 0,
      hasBody: requestBody !== undefined,
      variables: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    })),
  );
}

function escape(path: string): string {
  return encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** A client that compares every answer with the document. */
export interface CheckedClient extends ApiClient {
  /** What was wrong so far. */
  faults: string[];
  /** The operations that have succeeded so far, such as `GET /api/v2/teams`. */
  succeeded: Set<string>;
}

/** Watches the answers that a client gets. */
export function checked(api: ApiClient, { operations, faults: faultsOf }: Contract): CheckedClient {
  const patterns = operations
    .map((operation) => ({ operation, pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}/?$`) }))
    .sort((one, other) => one.operation.variables.length - other.operation.variables.length);
  const faults: string[] = [];
  const succeeded = new Set<string>();

  async function call(method: string, path: string, ...rest: [body?: unknown, headers?: Record<string, string>]) {
    const answer = await api.call(method, path, ...rest);
    const [plain] = path.split('?') as [string];
    const found = patterns.find(({ operation, pattern }) => operation.method === method && pattern.test(plain));
    if (!found) throw new Error(`${method} ${path} is not described`);
    faults.push(...faultsOf(found.operation, answer));
    if (answer.status < 300) succeeded.add(`${method} ${found.operation.path}`);
    return answer;
  }
  return {
    faults,
    succeeded,
    call,
    async must(method, path, ...rest) {
      const answer = await call(method, path, ...rest);
      if (answer.status >= 300) throw new Error(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body.data;
    },
  };
}
