import { request } from 'node:http';
import { reasons, routes } from '@fileonion/contract';
import fc from 'fast-check';
import { startRig, type Rig } from './gateway-under-test';

let rig: Rig;
beforeAll(async () => (rig = await startRig({ AUTH_FAILURE_LIMIT: 1_000_000 })));
afterAll(() => rig.stop());

const odd = [
  '',
  '%',
  '%00',
  '%2F',
  '%252e',
  '..',
  '.',
  '//',
  '?',
  '&&',
  '=',
  '+',
  ';',
  '\\',
  '*',
  '{team_id}',
  '💥',
  'null',
  '__proto__',
];
const id = '0190a000-0000-7000-8000-000000000000';

const segment = fc.oneof(
  fc.constantFrom(...odd.map(encodeURI), '%', '%zz', '%ff'),
  fc.constant(id),
  fc.string({ maxLength: 8 }).map(encodeURI),
);
const paths = fc.oneof(
  fc.constantFrom(...routes.map(({ template }) => template.replace(/\{\w+\}/g, id))),
  fc.tuple(fc.constantFrom(...routes), segment).map(([{ template }, text]) => template.replace(/\{\w+\}/g, text)),
  fc.array(segment, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
  fc
    .tuple(
      fc.constantFrom('/', '//', 'http://h/'),
      fc.array(fc.constantFrom(...'/#@[]:%?\\;&=.a0', 'api/v2/teams', '%20'), { maxLength: 12 }),
    )
    .map(([start, parts]) => start + parts.join('')),
);
const queries = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.tuple(fc.constantFrom('limit', 'cursor', 'sort', 'createdAfter', 'x', 'limit[]', ''), segment))
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`),
);
const bodies = fc.oneof(
  fc.constant(''),
  fc.string(),
  fc.json({ maxDepth: 5 }),
  fc
    .dictionary(
      fc.constantFrom('name', 'email', 'scopes', 'userId', 'items', 'url', 'features', '__proto__'),
      fc.jsonValue(),
    )
    .map((body) => JSON.stringify(body)),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=x', ';'),
    'content-encoding': fc.constantFrom('gzip', 'identity', ''),
    'idempotency-key': fc.constantFrom('k', '', 'ä', 'x'.repeat(300)),
    'if-match': fc.constantFrom('*', '"1"', 'W/"1"', ',,', 'ä'),
    'x-request-id': fc.constantFrom('ok', 'not ok', 'ä'),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', ',', 'nonsense'),
    'x-organization-id': fc.constantFrom(id, '', 'ä'),
    traceparent: fc.constantFrom('00-0-0-0', 'ä', ''),
  },
  { requiredKeys: [] },
);
const requests = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'QUERY'),
  path: fc.tuple(paths, queries).map((parts) => parts.join('')),
  headers,
  body: bodies,
  caller: fc.constantFrom('key', 'session', 'nobody', 'stranger'),
});

interface Answer {
  status: number;
  type: string | undefined;
  text: string;
}

function send(
  url: string,
  method: string,
  path: string,
  sent: Record<string, string | undefined>,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method, path, headers: { ...sent, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'], text }),
        );
      },
    );
    call.on('error', reject).end(body);
  });
}

it('any request gets an envelope, and never an error of ours', async () => {
  // What a header may hold beyond ASCII travels as Latin-1, as from any client.
  const tokens = {
    key: rig.stubs.keys.issueKey({ rateLimit: 1_000_000 }).token,
    session: rig.stubs.keys.openSession().token,
    stranger: 'fo_live_stranger',
  };
  const property = fc.asyncProperty(requests, async ({ method, path, headers: extra, body, caller }) => {
    const authorization =
      caller === 'nobody' ? {} : { authorization: `Bearer ${tokens[caller as keyof typeof tokens]}` };
    const answer = await send(rig.urls[0]!, method, path, { ...extra, ...authorization }, body);
    expect(answer.status).toBeLessThan(500);
    if (answer.text === '' || answer.status === 200) return;
    expect(answer.type).toBe('application/json; charset=utf-8');
    const { error, data, meta } = JSON.parse(answer.text);
    expect([data, error.status, Object.keys(reasons)]).toEqual([
      null,
      answer.status,
      expect.arrayContaining([error.code]),
    ]);
    expect(meta.requestId).toMatch(/^[A-Za-z0-9_.-]{1,128}$/);
    expect(error.errors.length > 0).toBe(error.code === 'validation_failed');
  });
  await fc.assert(property, { numRuns: 500 });
}, 60_000);
