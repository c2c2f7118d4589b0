import { routes, type Route } from '@fileonion/contract';
import { Feature, Plan, Role, Scope } from '@fileonion/contract/api';
import { apiClient } from '@fileonion/testing';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const pathOf = ({ template }: Route) => template.replace(/\{\w+\}/g, id);

/** Every route of the contract that is not public, in both of its forms. */
const guarded = routes
  .filter(({ access }) => !access.public)
  .flatMap((route) => [
    { name: `${route.method} ${route.template}`, route, path: pathOf(route) },
    { name: `${route.method} ${route.template}/`, route, path: `${pathOf(route)}/` },
  ]);
const where = (holds: (route: Route) => boolean) => guarded.filter(({ route }) => holds(route));

const everything = [Scope.FULL_ACCESS];

let rig: Rig;
beforeAll(async () => (rig = await startRig()));
afterAll(() => rig.stop());

const as = ({ token }: { token: string }) => apiClient(rig.urls[0]!, token);

it.each(guarded)('$name wants credentials', async ({ route, path }) => {
  const { status, body, headers } = await apiClient(rig.urls[0]!).call(route.method, path);
  expect([status, body.error.code]).toEqual([401, 'missing_credentials']);
  expect(headers.get('www-authenticate')).toBe('Bearer realm="FileOnion"');
});

it.each(guarded)('$name counts against the limit of the key', async ({ route, path }) => {
  const key = rig.stubs.keys.issueKey({ scopes: everything, rateLimit: 1 });
  await as(key).call(route.method, path);
  const { status, body, headers } = await as(key).call(route.method, path);
  expect([status, body.error.code]).toEqual([429, 'rate_limited']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
});

it.each(guarded)('$name refuses keys of an organization on plan personal', async ({ route, path }) => {
  const key = rig.stubs.keys.issueKey({ plan: Plan.PERSONAL, scopes: everything });
  const { status, body } = await as(key).call(route.method, path);
  expect([status, body.error.code]).toEqual([403, 'plan_required']);
});

it.each(where(({ access }) => access.minimumPlan !== null))(
  '$name wants its plan of sessions too',
  async ({ route, path }) => {
    const { status, body } = await as(rig.stubs.keys.openSession({ plan: Plan.PERSONAL })).call(route.method, path);
    expect([status, body.error.code]).toEqual([403, 'plan_required']);
  },
);

it.each(where(({ access }) => access.feature !== null))(
  '$name wants its feature switched on',
  async ({ route, path }) => {
    const others = [Feature.TEAMS, Feature.RESOURCE_VISIBILITY].filter(
      (feature) => feature.toLowerCase() !== route.access.feature,
    );
    const { status, body } = await as(rig.stubs.keys.openSession({ features: others })).call(route.method, path);
    expect([status, body.error.code]).toEqual([403, 'feature_disabled']);
  },
);

it.each(where(({ access }) => access.anyOf.length > 0))(
  '$name wants one of its scopes, and names them',
  async ({ route, path }) => {
    const sufficient = [...route.access.anyOf, 'full_access'];
    const scopes = [Scope.READ, Scope.WRITE, Scope.MANAGE_CLIENTS, Scope.MANAGE_WEBHOOKS].filter(
      (scope) => !sufficient.includes(scope.toLowerCase()),
    );
    const key = rig.stubs.keys.issueKey({ scopes });
    const { status, body } = await as(key).call(route.method, path);
    expect([status, body.error.code]).toEqual([403, 'insufficient_scope']);
    for (const scope of sufficient) expect(body.error.detail).toContain(scope);
  },
);

it.each(where(({ access }) => access.roles.length > 0))('$name wants one of its roles', async ({ route, path }) => {
  const key = rig.stubs.keys.issueKey({ role: Role.MEMBER, scopes: everything });
  const { status, body } = await as(key).call(route.method, path);
  expect([status, body.error.code]).toEqual([403, 'role_required']);
});

it.each(where(({ hasBody }) => hasBody))('$name refuses a field that it does not know', async ({ route, path }) => {
  const { status, body } = await as(rig.stubs.keys.openSession()).call(route.method, path, { nonsense: 1 });
  expect([status, body.error.code]).toEqual([422, 'validation_failed']);
  expect(body.error.errors).toContainEqual(expect.objectContaining({ pointer: '/nonsense', code: 'unknown_field' }));
});

it.each(guarded)('$name refuses a query parameter that it does not know', async ({ route, path }) => {
  const body = route.hasBody ? {} : undefined;
  const answer = await as(rig.stubs.keys.openSession()).call(route.method, `${path}?nonsense=1`, body);
  expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed']);
  expect(answer.body.error.errors).toContainEqual(
    expect.objectContaining({ parameter: 'nonsense', code: 'unknown_parameter' }),
  );
});

it.each(guarded)('$name is among what its path allows', async ({ route, path }) => {
  const { status, headers, body } = await as(rig.stubs.keys.openSession()).call('PROPFIND', path);
  expect([status, body.error.code]).toEqual([405, 'method_not_allowed']);
  expect(headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining([route.method, 'OPTIONS']));
});
