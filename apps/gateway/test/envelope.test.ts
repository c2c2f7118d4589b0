import { GetTeamResponse, ListTeamsResponse, Team } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { apiClient } from '@fileonion/testing';
import { rawHttp } from './raw-http';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const host = 'Host: api.example\r\n';
const createdAt = new Date('2026-01-02T03:04:05.678Z');
const team = Team.fromPartial({
  id,
  name: 'Finance',
  isDefault: false,
  memberCount: 2,
  createdAt,
  updatedAt: createdAt,
});

let rig: Rig;
let url: string;
beforeAll(async () => {
  rig = await startRig();
  [url] = rig.urls as [string];
  rig.stubs.answer('getTeam', async (ctx) => {
    ctx.reply.etag = '"7"';
    return GetTeamResponse.fromPartial({ team });
  });
});
afterAll(() => rig.stop());

const newClient = () => apiClient(url, rig.stubs.keys.issueKey().token);

describe('a success', () => {
  it('is the resource with the request id, absent values as null', async () => {
    const { status, body, headers } = await newClient().call('GET', `/api/v2/teams/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        id,
        name: 'Finance',
        description: null,
        color: null,
        isDefault: false,
        memberCount: 2,
        createdAt: '2026-01-02T03:04:05.678Z',
        updatedAt: '2026-01-02T03:04:05.678Z',
      },
      meta: { requestId: headers.get('x-request-id') },
    });
    expect(headers.get('etag')).toBe('"7"');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is for a list its rows, and where it stands in meta', async () => {
    rig.stubs.answer('listTeams', async () =>
      ListTeamsResponse.fromPartial({ teams: [team], page: { limit: 1, hasMore: true, nextCursor: 'next' } }),
    );
    const { body } = await newClient().call('GET', '/api/v2/teams?limit=1');
    expect(body.data).toHaveLength(1);
    expect(body.meta.pagination).toEqual({ limit: 1, hasMore: true, nextCursor: 'next' });
  });

  it('says of an empty last page that there is no next one', async () => {
    rig.stubs.answer('listTeams', async () => ListTeamsResponse.fromPartial({ page: { limit: 50 } }));
    const { body } = await newClient().call('GET', '/api/v2/teams');
    expect(body).toMatchObject({ data: [], meta: { pagination: { limit: 50, hasMore: false, nextCursor: null } } });
  });
});

describe('every answer', () => {
  const paths = ['/api/v2/teams', '/api/v2/nowhere', '/', '/api/v2/teams/%zz', `/api/v2/teams/${id}`];

  it.each(paths)('under %s is not stored, says nothing of the framework and has security headers', async (path) => {
    for (const client of [newClient(), apiClient(url)]) {
      const { headers } = await client.call('GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toBeTruthy();
      expect(headers.get('content-security-policy')).toBeTruthy();
    }
  });

  it.each(['mine', 'A-b_c.9', 'x'.repeat(128)])('keeps the request id %s of the caller', async (requestId) => {
    const { headers, body } = await newClient().call('GET', '/api/v2/nowhere', undefined, {
      'x-request-id': requestId,
    });
    expect([headers.get('x-request-id'), body.meta.requestId]).toEqual([requestId, requestId]);
  });

  it.each(['', 'with space', 'ünicode', 'x'.repeat(129), 'a;b'])(
    'replaces the unusable request id %p',
    async (requestId) => {
      const { headers, body } = await rawHttp(url, `GET / HTTP/1.1\r\n${host}X-Request-Id: ${requestId}\r\n\r\n`);
      expect(body.meta.requestId).toMatch(/^req_[0-9a-f-]{36}$/);
      expect(headers['x-request-id']).toBe(body.meta.requestId);
    },
  );
});

describe('a refusal', () => {
  it('has the members of RFC 9457, the code and every fault', async () => {
    const { status, body } = await newClient().call('POST', '/api/v2/teams?x=1', {
      name: '',
      color: 7,
      nonsense: true,
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      data: null,
      error: {
        type: '/docs/errors#validation_failed',
        status: 422,
        code: 'validation_failed',
        title: expect.any(String),
        detail: expect.any(String),
      },
      meta: { requestId: expect.any(String) },
    });
    expect(body.error.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/name' }),
        expect.objectContaining({ pointer: '/color', code: 'invalid_type' }),
        expect.objectContaining({ pointer: '/nonsense', code: 'unknown_field' }),
        expect.objectContaining({ parameter: 'x', code: 'unknown_parameter' }),
      ]),
    );
  });

  it('of what broke inside shows nothing inner', async () => {
    rig.stubs.answer('deleteTeam', async () => {
      throw new Error('password of the database: hunter2');
    });
    const { status, body } = await newClient().call('DELETE', `/api/v2/teams/${id}`);
    expect([status, body.error.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it.each([`/api/v2/teams/${id.toUpperCase()}`, '/api/v2/teams/1', '/api/v2/teams/a%2Fb', '/api/v2/teams/%00'])(
    'of the id in %s is the same as of an unknown one',
    async (path) => {
      rig.stubs.answer('updateTeam', async () => {
        throw new AppError('not_found');
      });
      const client = newClient();
      const malformed = await client.call('PUT', path, {}, { 'x-request-id': 'same' });
      const unknown = await client.call('PUT', `/api/v2/teams/${id}`, {}, { 'x-request-id': 'same' });
      expect([malformed.status, malformed.body]).toEqual([404, unknown.body]);
    },
  );
});
