import { RevokeApiKeyResponse } from '@fileonion/contract/keys';
import { CreateTeamResponse, DeleteTeamResponse, type CreateTeamRequest } from '@fileonion/contract/teams';
import { rawHttp } from './raw-http';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const MiB = 1024 * 1024;

let rig: Rig;
let url: string;
beforeAll(async () => {
  rig = await startRig();
  [url] = rig.urls as [string];
  rig.stubs.answer('createTeam', async (_ctx, { name }: CreateTeamRequest) =>
    CreateTeamResponse.fromPartial({ team: { id, name } }),
  );
  rig.stubs.answer('deleteTeam', async () => DeleteTeamResponse.fromPartial({ deleted: { id, deleted: true } }));
  rig.stubs.answer('revokeApiKey', async () => RevokeApiKeyResponse.fromPartial({ apiKey: { id } }));
});
afterAll(() => rig.stop());

type Body = RequestInit['body'];

const json = { 'content-type': 'application/json' };

/** Sends a body as it is; a string with the given headers only. */
async function send(method: string, path: string, body: Body, headers: Record<string, string> = json) {
  const { token } = rig.stubs.keys.issueKey();
  const duplex = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  const response = await fetch(url + path, {
    method,
    body,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...duplex,
  });
  const envelope = JSON.parse(await response.text());
  return { status: response.status, code: envelope.error?.code, errors: envelope.error?.errors, data: envelope.data };
}

const create = (body: Body, headers?: Record<string, string>) => send('POST', '/api/v2/teams', body, headers);
const revoke = (body: Body, headers?: Record<string, string>) =>
  send('POST', `/api/v2/api-keys/${id}/revoke`, body, headers);
const bytes = (text: string) => new Blob([text], { type: '' });

describe('a JSON body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json; charset=utf8; x=y',
  ])('is taken as %s', async (type) => {
    expect((await create('{"name":"Ä"}', { 'content-type': type })).data.name).toBe('Ä');
  });

  it('may begin with a byte order mark, and have members twice, of which the last counts', async () => {
    expect((await create('\ufeff{"name":"A"}')).status).toBe(201);
    expect((await create('{"name":"A","name":"B"}')).data.name).toBe('B');
  });

  it.each([
    '{',
    '{"name":"A"',
    "{'name':'A'}",
    '{"name":"A"}}',
    '{"name":NaN}',
    '{name:"A"}',
    '\u0000',
    '// c\n{}',
    ' ',
  ])('is malformed as %j', async (text) => {
    expect(await create(text)).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it.each([
    ['a lone continuation byte', Buffer.from([0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{"name":"A"}', 'utf16le')],
  ])('is malformed when it is no UTF-8: %s', async (_what, body) => {
    expect(await create(body)).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it.each(['[]', '[{"name":"A"}]', 'null', '"name"', '1', 'true'])(
    'must be an object, which %s is not',
    async (text) => {
      const { status, errors } = await create(text);
      expect(status).toBe(422);
      expect(errors).toEqual([expect.objectContaining({ pointer: '', code: 'invalid_type' })]);
    },
  );

  it('is refused beyond 32 levels, however deep', async () => {
    for (const depth of [33, 100_000]) {
      const { status, errors } = await create(`{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`);
      expect([status, errors[0]]).toEqual([422, { pointer: '', code: 'too_deep', detail: expect.any(String) }]);
    }
    const { errors } = await create(`{"name":${'['.repeat(31)}${']'.repeat(31)}}`);
    expect(errors).toEqual([expect.objectContaining({ pointer: '/name', code: 'invalid_type' })]);
  });

  it.each(['{"__proto__":{"name":"A"},"name":"A"}', '{"constructor":1,"name":"A"}', '{"toString":1,"name":"A"}'])(
    'has no member by inheritance: %s',
    async (text) => {
      const { status, errors } = await create(text);
      expect([status, errors[0].code]).toEqual([422, 'unknown_field']);
    },
  );
});

describe('the media type', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=latin1',
    'application/jsonx',
    'nonsense',
    'application/merge-patch+json',
  ])('%s is unsupported', async (type) => {
    expect(await create('{"name":"A"}', { 'content-type': type })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  it('must be there with a body', async () => {
    expect(await create(bytes('{"name":"A"}'), {})).toMatchObject({ status: 415 });
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'nonsense'])(
    'with the content encoding %s is unsupported',
    async (encoding) => {
      expect(await create('{"name":"A"}', { ...json, 'content-encoding': encoding })).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
    },
  );

  it('with the content encoding identity is supported', async () => {
    expect((await create('{"name":"A"}', { ...json, 'content-encoding': 'identity' })).status).toBe(201);
  });

  it('is looked at before the size, and the size before the JSON', async () => {
    const large = 'x'.repeat(MiB + 1);
    expect((await create(large, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await create(large)).status).toBe(413);
  });
});

describe('the size', () => {
  const ofSize = (size: number) => `{"name":"A"${' '.repeat(size - 12)}}`;
  const chunked = (text: string) => new Blob([text]).stream();

  it('may be 1 MiB', async () => {
    expect((await create(ofSize(MiB))).status).toBe(201);
    expect((await create(chunked(ofSize(MiB)))).status).toBe(201);
  });

  it('may not be more, with a length or in chunks', async () => {
    expect(await create(ofSize(MiB + 1))).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await create(chunked(ofSize(MiB + 1)))).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('is refused without waiting for the rest', async () => {
    const { token } = rig.stubs.keys.issueKey();
    const head = `POST /api/v2/teams HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    expect((await rawHttp(url, `${head}Content-Length: 99999999999\r\n\r\n{`)).status).toBe(413);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    expect((await rawHttp(url, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`)).status).toBe(413);
  });
});

describe('no body', () => {
  it('is an empty object where every field is optional, whatever its media type', async () => {
    for (const headers of [{}, json, { 'content-type': 'text/plain' }]) {
      for (const body of [undefined, '', new Blob([]).stream()]) expect((await revoke(body, headers)).status).toBe(200);
    }
  });

  it('is no excuse for a body of another media type', async () => {
    expect((await revoke('x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await revoke(new Blob(['x']).stream(), { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('is no JSON where a field is needed', async () => {
    expect(await create('')).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(await create(new Blob([]).stream())).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(await create(undefined, {})).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(await create('', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  });

  it('is what GET and DELETE read', async () => {
    expect((await send('DELETE', `/api/v2/teams/${id}`, 'nonsense', { 'content-type': 'text/plain' })).status).toBe(
      200,
    );
    const { token } = rig.stubs.keys.issueKey();
    const get = `GET /api/v2/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 8\r\n\r\nnonsense`;
    expect((await rawHttp(url, get)).status).toBe(404);
  });
});

describe('leave to send a body', () => {
  const expecting = (token: string, type: string) =>
    `POST /api/v2/teams HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n`;

  it('is given once everything else has been accepted', async () => {
    const { token } = rig.stubs.keys.issueKey();
    expect((await rawHttp(url, expecting(token, 'application/json'))).status).toBe(100);
    expect((await rawHttp(url, expecting(token, 'text/plain'))).status).toBe(415);
    expect((await rawHttp(url, expecting('nobody', 'application/json'))).status).toBe(401);
  });

  it('is given to whoever waits for it, in whatever words, and to nobody who speaks HTTP/1.0', async () => {
    const { token } = rig.stubs.keys.issueKey();
    const call = expecting(token, 'application/json');
    expect((await rawHttp(url, call.replace('100-continue', '100-continue, x'))).status).toBe(100);
    const old = `${call.replace('HTTP/1.1', 'HTTP/1.0')}{"name":"A"}`;
    expect((await rawHttp(url, old)).status).toBe(201);
  });
});
