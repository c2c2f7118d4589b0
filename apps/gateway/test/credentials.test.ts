import { apiClient } from '@fileonion/testing';
import { startRig, type Rig } from './gateway-under-test';

let rig: Rig;
let url: string;
beforeAll(async () => {
  rig = await startRig();
  [url] = rig.urls as [string];
});
afterAll(() => rig.stop());

describe('credentials and routes', () => {
  it('without credentials, tell an unknown path from a known one, but no more', async () => {
    const code = async (method: string, path: string) => (await apiClient(url).call(method, path)).body.error.code;
    expect(await code('GET', '/api/v2/nowhere')).toBe('route_not_found');
    expect(await code('GET', '/api/v2/teams/%zz')).toBe('malformed_request');
    expect(await code('GET', '/api/v2/teams')).toBe('missing_credentials');
    expect(await code('PATCH', '/api/v2/teams')).toBe('missing_credentials');
  });

  it('with credentials, count before the path is looked at', async () => {
    const client = apiClient(url, rig.stubs.keys.issueKey().token);
    for (const path of ['/api/v2/nowhere', '/api/v2//teams', '/api/v2/teams/%zz', '/API/v2/teams']) {
      const { headers } = await client.call('GET', path);
      expect(headers.get('x-ratelimit-limit')).toBe('100');
    }
    const { headers, body } = await client.call('PATCH', '/api/v2/teams');
    expect(body.error.code).toBe('method_not_allowed');
    expect(headers.get('allow')).toBe('HEAD, GET, POST, OPTIONS');
    expect(headers.get('x-ratelimit-remaining')).toBe('95');
  });

  it('of a public path are ignored', async () => {
    for (const token of ['fo_live_wrong', 'nonsense']) {
      expect((await apiClient(url, token).call('GET', '/api/v2/shares/link/unknown')).body.error.code).toBe(
        'not_found',
      );
      expect((await apiClient(url, token).call('POST', '/api/v2/shares/link/unknown')).body.error.code).toBe(
        'method_not_allowed',
      );
    }
  });

  it.each(['Basic dXNlcjpwdw==', 'Bearer', 'Bearer  ', 'token'])('are missing in %p', async (authorization) => {
    const { body } = await apiClient(url).call('GET', '/api/v2/teams', undefined, { authorization });
    expect(body.error.code).toBe('missing_credentials');
  });
});
