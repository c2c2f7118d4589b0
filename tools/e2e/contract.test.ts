import { apiClient, type ApiAnswer, type ApiClient } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { checked, readContract, type CheckedClient, type Contract, type Operation } from './contract';
import { anOrganization, keyOf } from './organization';
import { startTestStack, type RunningStack } from './running-stack';
import { aWorld, valuesFor, type World } from './world';

jest.setTimeout(240_000);

let stack: RunningStack;
let contract: Contract;
let api: CheckedClient;
let foreign: ApiClient;
let own: World;
let others: World;
let stageIds: string[];
beforeAll(async () => {
  stack = await startTestStack({ env: { AUTH_FAILURE_LIMIT: '1000000' } });
  const [gateway = ''] = stack.facts().gateways;
  contract = await readContract(gateway);
  api = checked(stack.api(), contract);
  const { ownerKey } = await anOrganization(stack);
  foreign = apiClient(gateway, ownerKey);
  [own, others] = await Promise.all([aWorld(api), aWorld(foreign)]);
  stageIds = (await api.must('GET', '/api/v2/workflows/stages')).map(({ id }: { id: string }) => id);
});
afterAll(() => stack?.stop());

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Bodies that the fields' rules let pass, for the routes where none would not. */
const bodies: Record<string, () => object> = {
  'POST /api/v2/requests/{requestId}/comments': () => ({ body: 'And page three.' }),
  'POST /api/v2/requests/{requestId}/items': () => ({ name: 'Contract' }),
  'POST /api/v2/requests/{requestId}/items/{itemId}/review': () => ({ decision: 'approved' }),
  'POST /api/v2/requests/{requestId}/transition': () => ({ stageId: own['stageId'] }),
  'POST /api/v2/workflows/stages/reorder': () => ({ stageIds }),
  'POST /api/v2/teams/{teamId}/members': () => ({ userId: own['userId'] }),
  'POST /api/v2/webhooks/{webhookId}/replay': () => ({ since: new Date().toISOString() }),
};

test('without credentials every route but the public one is 401', async () => {
  const anonymous = checked(apiClient(stack.facts().gateways[0]!), contract);
  await eachOperation(async ({ method, isPublic }, path) => {
    if (isPublic) return;
    const { status, headers, body } = await anonymous.call(method, path);
    expect([status, body.error.code]).toEqual([401, 'missing_credentials']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
  expect(anonymous.faults).toEqual([]);
});

test('what a path does not offer is 405 with Allow, and OPTIONS says the same without credentials', async () => {
  for (const path of new Set(contract.operations.map(({ path }) => path))) {
    const offered = contract.operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const allow = [...offered, ...(offered.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
    const target = fillIn(path, missing());
    const anonymous = await apiClient(stack.facts().gateways[0]!).call('OPTIONS', target);
    expect([path, anonymous.status, anonymous.body, allowed(anonymous)]).toEqual([path, 204, undefined, allow]);
    for (const method of [...methods, 'HEAD'].filter((method) => !allow.includes(method))) {
      const answer = await stack.api().call(method, target);
      expect([method, path, answer.status, allowed(answer)]).toEqual([method, path, 405, allow]);
      expect(answer.body?.error.code).toBe(method === 'HEAD' ? undefined : 'method_not_allowed');
    }
  }
});

test('unknown query parameters and body fields are told, together', async () => {
  await eachOperation(async ({ method, hasBody }, path) => {
    const { status, body } = await api.call(method, `${path}?nope=1`, hasBody ? { nope: 1 } : undefined);
    expect([status, body.error.code]).toEqual([422, 'validation_failed']);
    expect(body.error.errors).toContainEqual(expect.objectContaining({ parameter: 'nope', code: 'unknown_parameter' }));
    if (!hasBody) return;
    expect(body.error.errors).toContainEqual(expect.objectContaining({ pointer: '/nope', code: 'unknown_field' }));
  });
});

test('foreign ids answer byte for byte as missing and malformed ones, on every route and for each id', async () => {
  await eachOperation(async ({ method, path, variables }) => {
    for (const variable of variables.filter((name) => name !== 'token')) {
      const values = valuesFor(path, own);
      const call = (id: string) =>
        api.call(method, fillIn(path, { ...values, [variable]: id }), bodies[`${method} ${path}`]?.());
      const [unknown, theirs, malformed] = [
        await call(uuidv7()),
        await call(valuesFor(path, others)[variable]!),
        await call('nope'),
      ];
      expect([method, path, variable, unknown.status, unknown.body.error.code]).toEqual([
        method,
        path,
        variable,
        404,
        'not_found',
      ]);
      expect(withoutRequestId(theirs)).toEqual(withoutRequestId(unknown));
      expect(withoutRequestId(malformed)).toEqual(withoutRequestId(unknown));
    }
  });
});

test('a request that the caller does not see answers byte for byte as a missing one', async () => {
  const { id: userId } = await stack.api().must('POST', '/api/v2/users', { email: 'bob@example.com', name: 'Bob' });
  await stack.api().must('PUT', `/api/v2/users/${userId}`, { status: 'active' });
  const key = await keyOf(stack, stack.facts().organizationId, userId);
  const bob = checked(apiClient(stack.facts().gateways[0]!, key), contract);
  await api.must('PUT', `/api/v2/requests/${own['requestId']}`, { visibility: 'private' });
  await eachOperation(async ({ method, path, variables }) => {
    for (const variable of variables.filter((name) => ['requestId', 'resourceId'].includes(name))) {
      const call = (id: string) =>
        bob.call(method, fillIn(path, { ...own, [variable]: id }), bodies[`${method} ${path}`]?.());
      const [unknown, hidden] = [await call(uuidv7()), await call(own['requestId']!)];
      expect([method, path, unknown.status]).toEqual([method, path, 404]);
      expect(withoutRequestId(hidden)).toEqual(withoutRequestId(unknown));
    }
  });
  await api.must('PUT', `/api/v2/requests/${own['requestId']}`, { visibility: 'tenant' });
  expect(bob.faults).toEqual([]);
});

test('foreign ids in bodies and filters answer as missing ones', async () => {
  const places: [method: string, path: string, body: (id: string) => object | undefined, variable: string][] = [
    ['POST', '/api/v2/requests', (id) => ({ title: 'T', clientId: id }), 'clientId'],
    ['POST', '/api/v2/requests', (id) => ({ title: 'T', assigneeUserId: id }), 'userId'],
    ['POST', '/api/v2/requests', (id) => ({ title: 'T', assigneeTeamId: id }), 'teamId'],
    ['PUT', '/api/v2/requests/{requestId}', (id) => ({ clientId: id }), 'clientId'],
    ['PUT', '/api/v2/requests/{requestId}', (id) => ({ assigneeUserId: id }), 'userId'],
    ['PUT', '/api/v2/requests/{requestId}', (id) => ({ assigneeTeamId: id }), 'teamId'],
    ['POST', '/api/v2/requests/{requestId}/transition', (id) => ({ stageId: id }), 'stageId'],
    ['POST', '/api/v2/requests/{requestId}/comments', (id) => ({ body: 'B', itemId: id }), 'itemId'],
    ['POST', '/api/v2/teams/{teamId}/members', (id) => ({ userId: id }), 'userId'],
    ['POST', '/api/v2/shares', (id) => ({ type: 'link', resourceId: id }), 'requestId'],
    ['POST', '/api/v2/shares', (id) => ({ type: 'user', resourceId: own['requestId'], userId: id }), 'userId'],
    ['POST', '/api/v2/shares', (id) => ({ type: 'team', resourceId: own['requestId'], teamId: id }), 'teamId'],
    ['POST', '/api/v2/workflows/stages/reorder', (id) => ({ stageIds: [id] }), 'stageId'],
    [
      'POST',
      '/api/v2/workflows/transition-rules',
      (id) => ({ fromStageId: id, toStageId: own['stageId'], roles: ['owner'] }),
      'stageId',
    ],
  ];
  for (const [method, path, body, variable] of places) {
    const call = (id: string) => api.call(method, fillIn(path, own), body(id));
    const [unknown, theirs] = [await call(uuidv7()), await call(others[variable]!)];
    expect([path, unknown.status]).toEqual([path, path.endsWith('/shares') && variable === 'requestId' ? 404 : 422]);
    expect(withoutRequestId(theirs)).toEqual(withoutRequestId(unknown));
  }
  for (const [filter, variable] of [
    ['clientId', 'clientId'],
    ['assigneeUserId', 'userId'],
    ['assigneeTeamId', 'teamId'],
    ['stage', 'stageId'],
  ] as const) {
    const path = `/api/v2/requests?${filter}=`;
    const [unknown, theirs] = [await api.call('GET', path + uuidv7()), await api.call('GET', path + others[variable]!)];
    expect(withoutRequestId(theirs)).toEqual(withoutRequestId(unknown));
    expect(unknown.body.data).toEqual([]);
  }
});

test('every GET answers alike with and without its final slash, and HEAD without a body', async () => {
  await eachOperation(async ({ method, path, isPublic }) => {
    if (method !== 'GET') return;
    const target = fillIn(path, valuesFor(path, own));
    const [plain, slash, head] = [
      await api.call('GET', target),
      await api.call('GET', `${target}/`),
      await stack.api().call('HEAD', target),
    ];
    expect([path, plain.status]).toEqual([path, 200]);
    // A link tells how often it was opened.
    if (!isPublic) expect(slash.body.data).toEqual(plain.body.data);
    expect([path, head.status, head.body, head.headers.get('etag')]).toEqual([
      path,
      200,
      undefined,
      plain.headers.get('etag'),
    ]);
    expect(head.headers.get('content-length')).toBe(plain.headers.get('content-length'));
  });
});

test('what a GET has answered can be sent back in a PUT, and changes nothing', async () => {
  await eachOperation(async ({ method, path }) => {
    if (method !== 'PUT' || !contract.operations.some((other) => other.method === 'GET' && other.path === path)) return;
    const target = fillIn(path, valuesFor(path, own));
    const before = await api.must('GET', target);
    expect(await api.must('PUT', `${target}/`, before)).toEqual(before);
    expect(await api.must('GET', target)).toEqual(before);
  });
});

test('every other route succeeds, as it is described', async () => {
  const callAll = async (wanted: (operation: Operation) => boolean) => {
    for (const { method, path } of contract.operations.filter(wanted)) {
      const name = `${method} ${path}`;
      if (api.succeeded.has(name)) continue;
      await api.must(method, `${fillIn(path, valuesFor(path, own))}/`, bodies[name]?.());
    }
  };
  for (const first of ['/skip', '/submit', '/rotate']) await callAll(({ path }) => path.endsWith(first));
  await callAll(({ method }) => method !== 'DELETE');
  // What uses others is deleted before them.
  await callAll(({ variables }) => variables.length > 1);
  for (const user of ['shares', 'requests', 'workflows/transition-rules']) {
    await callAll(({ path }) => path.startsWith(`/api/v2/${user}/`));
  }
  await callAll(() => true);
});

test('no answer to any of these calls deviated from the OpenAPI document', () => {
  expect(api.faults).toEqual([]);
  const all = contract.operations.map(({ method, path }) => `${method} ${path}`);
  expect(all.filter((name) => !api.succeeded.has(name))).toEqual([]);
});

test('nothing of the other organization was touched', async () => {
  for (const { method, path, variables } of contract.operations) {
    if (method !== 'GET' || variables.length === 0) continue;
    const { status } = await foreign.call('GET', fillIn(path, valuesFor(path, others)));
    expect([path, status]).toEqual([path, 200]);
  }
});

/** Does something with every operation; the path is that of objects that do not exist. */
async function eachOperation(check: (operation: Operation, path: string) => Promise<void>): Promise<void> {
  for (const operation of contract.operations) await check(operation, fillIn(operation.path, missing()));
}

function missing(): World {
  return Object.fromEntries(Object.keys(own).map((name) => [name, uuidv7()]));
}

function fillIn(path: string, values: World): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
}

function allowed({ headers }: ApiAnswer): string[] {
  return (headers.get('allow') ?? '').split(', ').sort();
}

/** Everything that a caller sees, but for what differs from call to call. */
function withoutRequestId({ status, headers, body }: ApiAnswer): unknown {
  const text = JSON.stringify(body).replaceAll(body.meta.requestId, 'req');
  const varying = ['x-request-id', 'date', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
  return { status, text, headers: [...headers].filter(([name]) => !varying.includes(name)) };
}
