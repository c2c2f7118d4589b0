import { apiClient, type ApiAnswer, type ApiClient } from '@fileonion/testing';
import { anOrganization, keyOf, setPlan, type TestOrganization } from './organization';
import { startTestStack, type RunningStack } from './running-stack';
import { aroundChange, callsAfterChange, count, type Around, type Tally } from './under-load';

jest.setTimeout(240_000);

let stack: RunningStack;
let organization: TestOrganization;
let owner: ApiClient;
beforeAll(async () => {
  // The same address fails to authenticate over and over here.
  stack = await startTestStack({ env: { GATEWAYS: '2', AUTH_FAILURE_LIMIT: '1000000' } });
  organization = await anOrganization(stack);
  owner = clients(organization.ownerKey)[0]!;
});
afterAll(() => stack?.stop());

describe('not one call passes on any of two gateways, under load, once the answer to this is there:', () => {
  test('a key revoked', async () => {
    const { id, key } = await aKey();
    const around = await calling(key, '/api/v2/me', () => owner.must('POST', `/api/v2/api-keys/${id}/revoke`));
    expectAll(around, '401 revoked_api_key');
  });

  test('a key disabled', async () => {
    const { id, key } = await aKey();
    const change = () => owner.must('PUT', `/api/v2/api-keys/${id}`, { status: 'disabled' });
    expectAll(await calling(key, '/api/v2/me', change), '401 disabled_api_key');
  });

  test('a key deleted', async () => {
    const { id, key } = await aKey();
    const around = await calling(key, '/api/v2/me', () => owner.must('DELETE', `/api/v2/api-keys/${id}`));
    expectAll(around, '401 invalid_credentials');
  });

  test('a key rotated without overlap', async () => {
    const { id, key } = await aKey();
    const change = () => owner.must('POST', `/api/v2/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    expectAll(await calling(key, '/api/v2/me', change), '401 revoked_api_key');
  });

  test('scopes narrowed', async () => {
    const { id, key } = await aKey();
    const change = () => owner.must('PUT', `/api/v2/api-keys/${id}`, { scopes: ['read'] });
    expectAll(await calling(key, '/api/v2/api-keys', change), '403 insufficient_scope');
  });

  test('the role of the key’s creator lowered', async () => {
    const { id, key } = await aColleague('admin');
    const change = () => owner.must('PUT', `/api/v2/users/${id}`, { role: 'member' });
    expectAll(await calling(key, '/api/v2/api-keys', change), '403 role_required');
  });

  test('the key’s creator suspended', async () => {
    const { id, key } = await aColleague('member');
    const change = () => owner.must('PUT', `/api/v2/users/${id}`, { status: 'suspended' });
    expectAll(await calling(key, '/api/v2/me', change), '401 disabled_api_key');
  });

  test('the key’s creator removed', async () => {
    const { id, key } = await aColleague('member');
    const around = await calling(key, '/api/v2/me', () => owner.must('DELETE', `/api/v2/users/${id}`));
    expectAll(around, '401 revoked_api_key');
  });

  test('the organization moved to a plan without keys', async () => {
    const other = await anOrganization(stack);
    const change = () => setPlan(stack, other.organizationId, 'personal');
    expectAll(await calling(other.ownerKey, '/api/v2/me', change), '403 plan_required');
  });

  test('a member removed from the team whose request was called for', async () => {
    const { id, key } = await aColleague('member');
    const { team, request } = await aTeamRequest(id);
    const change = () => owner.must('DELETE', `/api/v2/teams/${team.id}/members/${id}`);
    expectAll(await calling(key, `/api/v2/requests/${request.id}`, change), '404 not_found');
  });

  test('the team deleted whose request was called for', async () => {
    const { id, key } = await aColleague('member');
    const { team, request } = await aTeamRequest(id);
    const change = () => owner.must('DELETE', `/api/v2/teams/${team.id}`);
    expectAll(await calling(key, `/api/v2/requests/${request.id}`, change), '404 not_found');
  });

  test('the share revoked that let the caller at a request', async () => {
    const { id, key } = await aColleague('member');
    const request = await owner.must('POST', '/api/v2/requests', { title: 'Shared', visibility: 'shared' });
    const share = await owner.must('POST', '/api/v2/shares', { type: 'user', resourceId: request.id, userId: id });
    const change = () => owner.must('DELETE', `/api/v2/shares/${share.id}`);
    expectAll(await calling(key, `/api/v2/requests/${request.id}`, change), '404 not_found');
  });
});

test('of 1,000 concurrent calls by one key over two gateways exactly 100 pass', async () => {
  const { key } = await aKey({ rateLimit: 100 });
  const gateways = clients(key);
  const calls = Array.from({ length: 1000 }, (_, index) => gateways[index % 2]!.call('GET', '/api/v2/me'));
  const tally: Tally = {};
  for (const answer of await Promise.all(calls)) count(tally, answer);
  expect(tally).toEqual({ 200: 100, '429 rate_limited': 900 });
});

function clients(key: string): ApiClient[] {
  return stack.facts().gateways.map((gateway) => apiClient(gateway, key));
}

/** Calls at both gateways in turn, around a change. */
function calling(key: string, path: string, change: () => Promise<unknown>): Promise<Around> {
  const gateways = clients(key);
  return aroundChange((index): Promise<ApiAnswer> => gateways[index % 2]!.call('GET', path), change);
}

function expectAll({ before, after }: Around, refusal: string): void {
  expect(Object.keys(before)).toEqual(['200']);
  expect(after).toEqual({ [refusal]: callsAfterChange });
}

/** A key of the owner. */
function aKey(settings: object = {}): Promise<{ id: string; key: string }> {
  const body = { name: 'Tried', scopes: ['full_access'], rateLimit: 1_000_000, ...settings };
  return owner.must('POST', '/api/v2/api-keys', body);
}

/** Another user, with a key. */
async function aColleague(role: string): Promise<{ id: string; key: string }> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { id } = await owner.must('POST', '/api/v2/users', { email, name: 'Colleague', role });
  await owner.must('PUT', `/api/v2/users/${id}`, { status: 'active' });
  return { id, key: await keyOf(stack, organization.organizationId, id) };
}

/** A team with this member alone, and a request that its members see. */
async function aTeamRequest(userId: string): Promise<{ team: { id: string }; request: { id: string } }> {
  const team = await owner.must('POST', '/api/v2/teams', { name: crypto.randomUUID() });
  await owner.must('POST', `/api/v2/teams/${team.id}/members`, { userId });
  const body = { title: 'For the team', visibility: 'team', assigneeTeamId: team.id };
  return { team, request: await owner.must('POST', '/api/v2/requests', body) };
}
