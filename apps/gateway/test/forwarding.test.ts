import {
  CreateTeamResponse,
  GetTeamResponse,
  UpdateTeamResponse,
  type UpdateTeamRequest,
} from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';
import { apiClient, eventually } from '@fileonion/testing';
import { rawHttp } from './raw-http';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const path = `/api/v2/teams/${id}`;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.stubs.answer('getTeam', async () => GetTeamResponse.fromPartial({ team: { id } }));
  rig.stubs.answer('updateTeam', async () => UpdateTeamResponse.fromPartial({ team: { id } }));
  rig.stubs.answer('createTeam', async () => CreateTeamResponse.fromPartial({ team: { id } }));
});
afterAll(() => rig.stop());

function newCaller() {
  const key = rig.stubs.keys.issueKey();
  return { ...key, ...apiClient(rig.urls[0]!, key.token) };
}
const lastCall = () => rig.stubs.calls.at(-1)!;

describe('what a service gets', () => {
  it('is the caller, the address, the request id and the trace', async () => {
    const { call, principal } = newCaller();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await call('GET', path, undefined, { 'x-request-id': 'mine', traceparent });
    const { ctx } = lastCall();
    expect(ctx.principal).toEqual(principal);
    expect([ctx.requestId, ctx.ip]).toEqual(['mine', '127.0.0.1']);
    expect(ctx.traceparent).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-01$/);
  });

  it('is a deadline of 10 s for a read and of 15 s for a write', async () => {
    const { call } = newCaller();
    const left: number[] = [];
    rig.stubs.answer('listTeams', async (ctx) => {
      left.push(ctx.deadline - Date.now());
      throw new AppError('not_found');
    });
    rig.stubs.answer('deleteTeam', async (ctx) => {
      left.push(ctx.deadline - Date.now());
      throw new AppError('not_found');
    });
    await call('GET', '/api/v2/teams');
    await call('DELETE', path);
    expect(Math.round(left[0]! / 1000)).toBe(10);
    expect(Math.round(left[1]! / 1000)).toBe(15);
  });

  it('is in a PUT which fields the body has, and which of them are cleared', async () => {
    await newCaller().call('PUT', path, { name: 'A', description: null, createdAt: 'read-only' });
    const request = lastCall().request as UpdateTeamRequest;
    expect(request).toMatchObject({ teamId: id, name: 'A', description: undefined });
    expect(request.updateMask?.toSorted()).toEqual(['description', 'name']);
  });

  it('is If-Match for PUT and DELETE only', async () => {
    const { call } = newCaller();
    const headers = { 'if-match': '"1", W/"2", *' };
    const seen = async (method: string, body?: object) => {
      await call(method, method === 'POST' ? '/api/v2/teams' : path, body, headers);
      return lastCall().ctx.ifMatch;
    };
    expect(await seen('PUT', {})).toBe(headers['if-match']);
    expect(await seen('DELETE')).toBe(headers['if-match']);
    expect(await seen('GET')).toBeUndefined();
    expect(await seen('POST', { name: 'A' })).toBeUndefined();
  });

  it('is never without the check that a caller asked for, though their If-Match is empty', async () => {
    const { status, body } = await newCaller().call('PUT', path, {}, { 'if-match': '' });
    expect([status, body.error.code]).toEqual([400, 'malformed_request']);
  });
});

describe('the idempotency key', () => {
  const sent = async (headers: Record<string, string>, body: object, method = 'POST', to = '/api/v2/teams') => {
    const { status } = await newCaller().call(method, to, body, headers);
    return { status, idempotency: lastCall().ctx.idempotency };
  };

  it('reaches the service of a POST with a fingerprint of path and canonical body', async () => {
    const one = await sent({ 'idempotency-key': 'k' }, { name: 'A', color: '#000000' });
    const same = await sent({ 'idempotency-key': 'k' }, { color: '#000000', name: 'A' }, 'POST', '/api/v2/teams/');
    const other = await sent({ 'idempotency-key': 'k' }, { name: 'B', color: '#000000' });
    expect(one.idempotency).toEqual({ key: 'k', fingerprint: expect.stringMatching(/^[\w-]{43}$/) });
    expect(same.idempotency).toEqual(one.idempotency);
    expect(other.idempotency?.fingerprint).not.toBe(one.idempotency?.fingerprint);
  });

  it('means nothing to a PUT', async () => {
    expect((await sent({ 'idempotency-key': 'k' }, {}, 'PUT', path)).idempotency).toBeUndefined();
  });

  it.each([' ~!"#', 'x'.repeat(255)])('may be %p', async (key) => {
    expect((await sent({ 'idempotency-key': key }, { name: 'A' })).idempotency?.key).toBe(key.trim());
  });

  it.each(['', 'x'.repeat(256), 'ü', 'a\tb'])('must not be %p', async (key) => {
    const { token } = rig.stubs.keys.issueKey();
    const head = `POST /api/v2/teams HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    const { status, body } = await rawHttp(
      rig.urls[0]!,
      `${head}Content-Length: 12\r\nIdempotency-Key: ${key}\r\n\r\n{"name":"A"}`,
    );
    expect([status, body.error.code]).toEqual([400, 'malformed_request']);
  });

  it('is looked at after the fields', async () => {
    const { body } = await newCaller().call(
      'POST',
      '/api/v2/teams',
      { name: '' },
      { 'idempotency-key': 'x'.repeat(256) },
    );
    expect(body.error.code).toBe('validation_failed');
  });

  it('is looked at before the object, of which a malformed id says nothing', async () => {
    const answers = ['nope', id].map((team) =>
      newCaller().call('POST', `/api/v2/teams/${team}/members`, { userId: id }, { 'idempotency-key': '' }),
    );
    for (const { status, body } of await Promise.all(answers)) {
      expect([status, body.error.code]).toEqual([400, 'malformed_request']);
    }
  });

  it('is refused when another service has kept an answer under it, and is free again after a refusal', async () => {
    const [one, another] = [newCaller(), newCaller()];
    const client = ({ call }: typeof one, headers = { 'idempotency-key': 'k' }) =>
      call('POST', '/api/v2/clients', { name: 'A' }, headers);
    const team = ({ call }: typeof one) => call('POST', '/api/v2/teams', { name: 'A' }, { 'idempotency-key': 'k' });
    expect((await client(one)).status).toBe(404);
    expect([(await team(one)).status, (await team(one)).status]).toEqual([201, 201]);

    const refused = await client(one);
    expect([refused.status, refused.body.error.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await client(one, { 'idempotency-key': 'l' })).status).toBe(404);
    expect((await client(another)).status).toBe(404);
  });
});

describe('what a service answers', () => {
  const created = (reply: Partial<RequestContext['reply']>) => {
    rig.stubs.answer('createTeam', async (ctx) => {
      Object.assign(ctx.reply, reply);
      return CreateTeamResponse.fromPartial({ team: { id } });
    });
    return newCaller().call('POST', '/api/v2/teams', { name: 'A' });
  };

  it('is 201 with its place for a new object', async () => {
    const { status, headers } = await created({ etag: '"1"' });
    expect([status, headers.get('location'), headers.get('etag')]).toEqual([201, path, '"1"']);
    expect(headers.get('idempotency-replayed')).toBeNull();
  });

  it('is 200 without a place for one that was there', async () => {
    const { status, headers } = await created({ existed: true });
    expect([status, headers.get('location')]).toEqual([200, null]);
  });

  it('is marked when it is a kept one, and otherwise the same', async () => {
    const { status, headers } = await created({ replayed: true });
    expect([status, headers.get('location'), headers.get('idempotency-replayed')]).toEqual([201, path, 'true']);
  });

  it('is its refusal, with every fault', async () => {
    const fault = { pointer: '/name', code: 'too_long' as const, detail: 'Too long.' };
    rig.stubs.answer('createTeam', async () => {
      throw AppError.validation([fault]);
    });
    const { status, body } = await newCaller().call('POST', '/api/v2/teams', { name: 'A' });
    expect([status, body.error.errors]).toEqual([422, [fault]]);
  });

  it.each([
    ['unavailable', 503, '7', 7],
    ['unavailable', 503, '1', undefined],
    ['rate_limited', 429, '1', undefined],
  ] as const)('is %s with Retry-After', async (reason, expected, retryAfter, retryAfterSeconds) => {
    rig.stubs.answer('createTeam', async () => {
      throw new AppError(reason, undefined, { retryAfterSeconds });
    });
    const { status, headers } = await newCaller().call('POST', '/api/v2/teams', { name: 'A' });
    expect([status, headers.get('retry-after')]).toEqual([expected, retryAfter]);
  });

  it('is unavailable when the service is away', async () => {
    await using alone = await startRig({ TEAMS_ADDRESS: '127.0.0.1:1' });
    const { status, body, headers } = await apiClient(alone.urls[0]!, alone.stubs.keys.issueKey().token).call(
      'GET',
      path,
    );
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
  });

  it('is deadline_exceeded when it does not come', async () => {
    rig.stubs.answer('listMyTeams', () => new Promise(() => {}));
    const { status, body } = await newCaller().call('GET', '/api/v2/teams/my-teams');
    expect([status, body.error.code]).toEqual([504, 'deadline_exceeded']);
  });

  it('is not waited for when the caller has gone', async () => {
    const signals: AbortSignal[] = [];
    rig.stubs.answer('getTeam', ({ signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    const leave = new AbortController();
    const { token } = rig.stubs.keys.issueKey();
    const call = fetch(rig.urls[0] + path, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal });
    await eventually(() => expect(signals).toHaveLength(1));
    leave.abort();
    await expect(call).rejects.toThrow();
    await eventually(() => expect(signals[0]!.aborted).toBe(true), { within: 2_000 });
  });
});
