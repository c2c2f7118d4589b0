import { eventually } from '@fileonion/testing';
import { createSessionVerifier } from '../session-verifier';
import { startIssuer } from './issuer';

type Issuer = Awaited<ReturnType<typeof startIssuer>>;

let issuer: Issuer;
beforeEach(async () => void (issuer = await startIssuer()));
afterEach(() => issuer.stop());

const verifier = () => createSessionVerifier({ issuer: issuer.issuer, audience: 'fileonion' });
const unavailable = { reason: 'unavailable' };

test('an e-mail address counts as verified only when the token says so', async () => {
  const sign = await issuer.addKey();
  const sessions = verifier();
  const verified = await sessions.verify(await sign({ sub: 'a', email: 'a@example.com' }));
  expect(verified).toMatchObject({ subject: 'a', email: 'a@example.com', emailVerified: true });
  for (const claim of [false, 'true', undefined, 1]) {
    const token = await sign({ sub: 'a', email: 'a@example.com', email_verified: claim });
    expect((await sessions.verify(token)).emailVerified).toBe(false);
  }
  expect((await sessions.verify(await sign({ sub: 'a' }))).email).toBe('');
});

test('a token may say that it never ends', async () => {
  const sign = await issuer.addKey();
  const { notAfter } = await verifier().verify(await sign({ sub: 'a' }, 1e16));
  expect(notAfter).toEqual(new Date('9999-12-31'));
});

test('discovery and keys are fetched once for many tokens', async () => {
  const sign = await issuer.addKey();
  const sessions = verifier();
  const token = await sign({ sub: 'a' });
  await Promise.all(Array.from({ length: 20 }, () => sessions.verify(token)));
  expect(issuer.fetches).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('a key that the issuer has added is fetched; invented ones do not make us fetch all the time', async () => {
  const sessions = verifier();
  await sessions.verify(await (await issuer.addKey())({ sub: 'a' }));
  const added = await issuer.addKey();
  const invented = await issuer.addKey('RS256', { publish: false });
  const fetched = issuer.fetches.length;
  for (let n = 0; n < 20; n++) {
    await expect(sessions.verify(await invented({ sub: 'a' }))).rejects.toMatchObject({
      reason: 'invalid_credentials',
    });
  }
  expect(issuer.fetches.length).toBe(fetched);
  const token = await added({ sub: 'b' });
  const claims = await eventually(() => sessions.verify(token));
  expect(claims.subject).toBe('b');
});

test.each<[string, string, Parameters<Issuer['answer']>[1]]>([
  ['an error', '/keys', (_, response) => response.writeHead(500).end()],
  ['a redirect', '/keys', (_, response) => response.writeHead(302, { location: '/other' }).end()],
  ['no JSON', '/keys', (_, response) => response.end('<html>')],
  ['an endless answer', '/keys', (_, response) => void response.end('x'.repeat(300 * 1024))],
  ['no answer', '/keys', () => undefined],
  [
    'a discovery document of another issuer',
    '/.well-known/openid-configuration',
    (_, response) => response.end('{"issuer":"https://evil.example","jwks_uri":"https://evil.example/keys"}'),
  ],
  ['no discovery document', '/.well-known/openid-configuration', (_, response) => response.end('null')],
])('an issuer that gives %s is unavailable, which says nothing about the token', async (_, path, answer) => {
  const sign = await issuer.addKey();
  issuer.answer(path, answer);
  await expect(verifier().verify(await sign({ sub: 'a' }))).rejects.toMatchObject(unavailable);
});

test('keys are not fetched over plain http from another machine', async () => {
  const sign = await issuer.addKey();
  issuer.answer('/.well-known/openid-configuration', (_, response) =>
    response.end(JSON.stringify({ issuer: issuer.issuer, jwks_uri: 'http://keys.example/keys' })),
  );
  await expect(verifier().verify(await sign({ sub: 'a' }))).rejects.toMatchObject(unavailable);
});

test('an issuer that comes back is asked again', async () => {
  const sign = await issuer.addKey();
  const sessions = verifier();
  issuer.answer('/.well-known/openid-configuration', (_, response) => response.writeHead(503).end());
  const token = await sign({ sub: 'a' });
  await expect(sessions.verify(token)).rejects.toMatchObject(unavailable);
  issuer.answer('/.well-known/openid-configuration', (_, response) =>
    response.end(JSON.stringify({ issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/keys` })),
  );
  await expect(sessions.verify(token)).resolves.toMatchObject({ subject: 'a' });
});
