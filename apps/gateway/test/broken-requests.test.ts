import { CreateTeamResponse } from '@fileonion/contract/teams';
import { rawHttp } from './raw-http';
import { startRig, type Rig } from './gateway-under-test';

const host = 'Host: api.example\r\n';

let rig: Rig;
let url: string;
beforeAll(async () => {
  rig = await startRig();
  [url] = rig.urls as [string];
});
afterAll(() => rig.stop());

describe('what is no request', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    ['an unknown method', 'FROBNICATE / HTTP/1.1\r\n\r\n'],
    ['another protocol', 'GET / HTTP/9.9\r\n\r\n'],
    ['a header without a name', `GET / HTTP/1.1\r\n${host}: x\r\n\r\n`],
    ['a header with a line break in its value', `GET / HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`],
    ['headers without end', `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a path without end', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`],
    ['two lengths', `POST /api/v2/teams HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      'a length and chunks',
      `POST /api/v2/teams HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', `POST /api/v2/teams HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`],
    ['no host', 'GET /api/v2/teams HTTP/1.1\r\n\r\n'],
    ['two hosts', `GET /api/v2/teams HTTP/1.1\r\n${host}host: evil.example\r\n\r\n`],
    ['a tunnel', `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`],
    ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')],
  ])('gets the envelope as well: %s', async (_what, request) => {
    const { status, body, headers } = await rawHttp(url, request);
    expect([status, body.error.code, body.data]).toEqual([400, 'malformed_request', null]);
    expect(body.meta.requestId).toBe(headers['x-request-id']);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('takes nothing from the answer of a whole request before it', async () => {
    const { token } = rig.stubs.keys.issueKey();
    rig.stubs.answer('createTeam', async () => CreateTeamResponse.fromPartial({ team: { name: 'A' } }));
    const body = '{"name":"A"}';
    const length = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    const start = `POST /api/v2/teams HTTP/1.1\r\n${host}Authorization: Bearer ${token}\r\n${length}`;
    const request = `${start}\r\n${body}nonsense\r\n\r\n`;
    const { status, headers } = await rawHttp(url, request);
    expect([status, headers['connection']]).toEqual([201, 'close']);
  });

  it('is not what HTTP/1.0, an unknown expectation, an upgrade or the absolute form are', async () => {
    for (const request of [
      'GET /api/v2/teams HTTP/1.0\r\n\r\n',
      `GET /api/v2/teams HTTP/1.1\r\n${host}Expect: miracles\r\n\r\n`,
      `GET /api/v2/teams HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `GET http://api.example/api/v2/teams HTTP/1.1\r\n${host}\r\n`,
      `TRACE /api/v2/teams HTTP/1.1\r\n${host}\r\n`,
    ]) {
      expect((await rawHttp(url, request)).body.error.code).toBe('missing_credentials');
    }
    for (const target of [
      '*',
      '//',
      '/?',
      '/..',
      '/%2e%2e/',
      '/api/v2/../v2/teams',
      '/\\',
      '/;',
      '/api/v2/teams;x=1',
      '/#',
      '//%20@#',
      'http://[x/',
    ]) {
      const { body } = await rawHttp(url, `GET ${target} HTTP/1.1\r\n${host}\r\n`);
      expect(body.error.code).toBe('route_not_found');
    }
  });
});
