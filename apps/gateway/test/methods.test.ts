import { GetTeamResponse } from '@fileonion/contract/teams';
import { apiClient } from '@fileonion/testing';
import { rawHttp } from './raw-http';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const host = 'Host: api.example\r\n';

let rig: Rig;
let url: string;
beforeAll(async () => {
  rig = await startRig({ CORS_ORIGINS: ['https://console.example'] });
  [url] = rig.urls as [string];
  rig.stubs.answer('getTeam', async (ctx) => {
    ctx.reply.etag = '"7"';
    return GetTeamResponse.fromPartial({ team: { id, name: 'Finance' } });
  });
});
afterAll(() => rig.stop());

describe('HEAD', () => {
  it('has the headers of GET and no body, and services are told', async () => {
    const token = rig.stubs.keys.issueKey().token;
    const request = (method: string) =>
      rawHttp(
        url,
        `${method} /api/v2/teams/${id} HTTP/1.1\r\n${host}X-Request-Id: same\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
    const get = await request('GET');
    const head = await fetch(`${url}/api/v2/teams/${id}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}`, 'x-request-id': 'same' },
    });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control'])
      expect(head.headers.get(name)).toBe(get.headers[name]);
    expect(rig.stubs.calls.slice(-2).map(({ ctx }) => ctx.httpMethod)).toEqual(['GET', 'HEAD']);
  });

  it('is refused without a body too', async () => {
    const { status, body } = await apiClient(url).call('HEAD', '/api/v2/teams');
    expect([status, body]).toEqual([401, undefined]);
  });
});

describe('OPTIONS', () => {
  it.each([
    ['/api/v2/teams', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    [`/api/v2/teams/${id}/`, ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT']],
    ['/docs', ['GET', 'HEAD', 'OPTIONS']],
  ])('of %s names its methods, without credentials', async (path, methods) => {
    const { status, headers, body } = await apiClient(url).call('OPTIONS', path);
    expect([status, body]).toEqual([204, undefined]);
    expect(headers.get('allow')?.split(', ').toSorted()).toEqual(methods);
  });

  it('of an unknown path is not found', async () => {
    expect((await apiClient(url).call('OPTIONS', '/api/v2/nowhere')).status).toBe(404);
  });

  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };

  it('lets a configured origin in', async () => {
    const { headers } = await apiClient(url).call('OPTIONS', '/api/v2/teams', undefined, {
      origin: 'https://console.example',
      ...preflight,
    });
    expect(headers.get('access-control-allow-origin')).toBe('https://console.example');
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(headers.get('vary')).toContain('Origin');
  });

  it('lets no other origin in', async () => {
    for (const origin of ['https://evil.example', 'https://console.example.evil.example', 'null']) {
      for (const method of ['OPTIONS', 'GET']) {
        const { headers } = await apiClient(url).call(method, '/api/v2/teams', undefined, { origin, ...preflight });
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });
});
