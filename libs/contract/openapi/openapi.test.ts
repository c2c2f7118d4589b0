import type { DescMessage } from '@bufbuild/protobuf';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { decodeRequest } from '../decode-request';
import { openapi } from '../generated/openapi';
import { routes } from '../routes';
import type { Route } from '../route';
import { sampleOfMessage } from '../schema/sample';
import type { Operation } from './document';

const id = '0190a5c1-0000-7000-8000-000000000001';
const ajv = addFormats(new Ajv({ strict: false, formats: { int32: true, double: true } }));
ajv.addSchema(openapi, 'openapi');

const operations = routes.map((route) => [route.operationId, route, operationOf(route)] as const);

function operationOf({ operationId }: Route): Operation {
  const all = Object.values(openapi.paths).flatMap((path) => Object.values(path));
  return all.find((operation) => operation.operationId === operationId) as Operation;
}

/** What a schema has against a value; its references are into the document. */
function faultsOf(schema: object, value: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
  const validate = ajv.compile(JSON.parse(text) as object);
  return validate(value) ? [] : validate.errors;
}

test.each(operations)(
  '%s is described: it has a summary, its scopes, and answers with examples that fit',
  (_, route, operation) => {
    expect(operation.summary).not.toBe('');
    expect(operation['x-scopes']).toEqual(route.access.public ? undefined : route.access.anyOf);
    expect(Object.keys(operation.responses)).toContain(String(route.access.successStatus));
    for (const response of Object.values(operation.responses)) {
      if (!('content' in response)) continue;
      const { schema, example } = response.content['application/json'];
      expect(faultsOf(schema, example)).toEqual([]);
    }
  },
);

test.each(operations.filter(([, , { requestBody }]) => requestBody))(
  'the example of a body for %s fits its schema and can be sent',
  (_, route, { requestBody }) => {
    const { schema, example } = requestBody?.content['application/json'] ?? { schema: {} };
    const params = Object.fromEntries(route.segments.flatMap(({ variable }) => (variable ? [[variable, id]] : [])));
    expect(faultsOf(schema, example)).toEqual([]);
    expect(decodeRequest(route, { params, query: new URLSearchParams(), body: example })).toMatchObject({ ok: true });
  },
);

test.each(operations.filter(([, { method }]) => method === 'PUT'))(
  'what a GET shows fits the schema of a body for %s',
  (_, { output, responseField }, { requestBody }) => {
    const shown = output.fields.find(({ jsonName }) => jsonName === responseField)?.message as DescMessage;
    const { schema } = requestBody?.content['application/json'] ?? { schema: {} };
    expect(faultsOf(schema, sampleOfMessage(shown))).toEqual([]);
  },
);

test('the example of a changed user has a status that a user can be given', () => {
  const updateUser = operationOf(routes.find(({ operationId }) => operationId === 'updateUser') as Route);
  expect(updateUser.requestBody?.content['application/json'].example).toMatchObject({ status: 'active' });
});

test('a refusal lists the codes that the route can answer, those of its kind as well as its own', () => {
  const codes = (operationId: string, status: number) => {
    const { description = '' } = operationOf(routes.find((route) => route.operationId === operationId) as Route)
      .responses[status] as { description?: string };
    return [...description.matchAll(/^- `(\w+)`/gm)].map(([, code]) => code);
  };
  expect(codes('updateAction', 422)).toEqual(['validation_failed', 'secret_required']);
  expect(codes('createAction', 422)).toEqual(['validation_failed', 'idempotency_key_reused']);
  expect(codes('listTeams', 422)).toEqual(['validation_failed', 'invalid_cursor']);
  expect(codes('listTeams', 403)).toEqual(['insufficient_scope', 'plan_required']);
  expect(codes('createApiKey', 403)).toEqual(['insufficient_scope', 'role_required', 'plan_required']);
  expect(codes('createApiKey', 409)).toEqual(['limit_reached', 'idempotency_in_progress']);
  expect(codes('getMe', 403)).toEqual(['plan_required']);
  expect(codes('getMe', 401)).not.toContain('password_required');
  expect(codes('resolveLink', 401)).toEqual(['password_required', 'invalid_password']);
});

test('every refusal has an answer whose example fits', () => {
  for (const { content } of Object.values(openapi.components.responses)) {
    expect(faultsOf(content['application/json'].schema, content['application/json'].example)).toEqual([]);
  }
});

test('every kind of thing, answer and body is explained', () => {
  for (const { description } of openapi.tags) expect(description).not.toBe('');
  const undescribed = operations.flatMap(([name, , { parameters }]) =>
    parameters.filter((parameter) => !('$ref' in parameter) && !parameter.description).map(() => name),
  );
  expect(undescribed).toEqual([]);
});
