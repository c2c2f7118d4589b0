import { SignJWT, UnsecuredJWT } from 'jose';
import type { Principal } from '@fileonion/contract/api';
import { startIssuer } from './issuer';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let keys: KeysUnderTest;
let sign: Awaited<ReturnType<(typeof issuer)['addKey']>>;
beforeAll(async () => {
  issuer = await startIssuer();
  sign = await issuer.addKey();
  keys = await startKeys({ OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: 'fileonion' });
});
afterAll(async () => {
  await keys.stop();
  await issuer.stop();
});

const session = (sessionToken: string, organizationId = '') =>
  keys.authentication.authenticate({ sessionToken, organizationId });
const invalid = { reason: 'invalid_credentials' };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

function aPerson(): { sub: string; user: Principal } {
  const user = keys.people.join();
  return { sub: user.userId, user };
}

test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
  'a token signed with %s stands for its user until it expires',
  async (alg) => {
    const own = await startIssuer();
    const service = await startKeys({ OIDC_ISSUER: own.issuer, OIDC_AUDIENCE: 'fileonion' });
    const user = service.people.join();
    const sign = await own.addKey(alg);
    const exp = inSeconds(300);
    const sessionToken = await sign({ sub: user.userId }, exp);
    const { principal, epoch } = await service.authentication.authenticate({ sessionToken, organizationId: '' });
    expect(principal).toEqual({ ...user, apiKey: undefined, notAfter: new Date((exp + 60) * 1000) });
    expect(epoch).toMatch(/./);
    await service.stop();
    await own.stop();
  },
);

test('the person picks the organization', async () => {
  const { sub, user } = aPerson();
  const other = keys.people.join({ userId: user.userId });
  const token = await sign({ sub });
  expect((await session(token, user.organizationId)).principal).toMatchObject({ organizationId: user.organizationId });
  expect((await session(token, other.organizationId)).principal).toMatchObject({
    organizationId: other.organizationId,
  });
  await expect(session(token, keys.people.join().organizationId)).rejects.toMatchObject(invalid);
});

test('a session that picks none of several organizations is in no cache, one that picks is', async () => {
  const { sub, user: first } = aPerson();
  const second = keys.people.join({ userId: first.userId });
  const token = await sign({ sub });
  keys.people.change(first, {}, 'SUSPENDED');
  const other = await session(token);
  expect([other.principal?.organizationId, other.epoch]).toEqual([second.organizationId, undefined]);
  expect((await session(token, second.organizationId)).epoch).toMatch(/./);

  keys.people.change(first, {});
  expect((await session(token)).principal?.organizationId).toBe(first.organizationId);
});

test('a suspended or removed user has no session', async () => {
  const { sub, user } = aPerson();
  const token = await sign({ sub });
  keys.people.change(user, {}, 'SUSPENDED');
  await expect(session(token)).rejects.toMatchObject(invalid);
  keys.people.remove(user);
  await expect(session(token)).rejects.toMatchObject(invalid);
});

test('a session works on plan personal', async () => {
  const { sub, user } = aPerson();
  keys.people.change(user, { plan: 'PERSONAL' });
  await expect(session(await sign({ sub }))).resolves.toBeDefined();
});

test('clocks may differ by a minute, not by more', async () => {
  const { sub } = aPerson();
  await expect(session(await sign({ sub }, inSeconds(-30)))).resolves.toBeDefined();
  await expect(session(await sign({ sub }, inSeconds(-90)))).rejects.toMatchObject(invalid);
});

test('tokens of another issuer, for another audience, of nobody, or signed by another are refused', async () => {
  const { sub } = aPerson();
  const stranger = await issuer.addKey('RS256', { publish: false });
  await expect(session(await sign({ sub, iss: 'https://evil.example' }))).rejects.toMatchObject(invalid);
  await expect(session(await sign({ sub, aud: 'other' }))).rejects.toMatchObject(invalid);
  await expect(session(await sign({}))).rejects.toMatchObject(invalid);
  await expect(session(await stranger({ sub }))).rejects.toMatchObject(invalid);
  await expect(session('x.y.z')).rejects.toMatchObject(invalid);
});

test('a token without signature, or signed with a shared secret, is refused', async () => {
  const { sub } = aPerson();
  const unsigned = new UnsecuredJWT({ email_verified: true }).setIssuer(issuer.issuer).setAudience('fileonion');
  await expect(session(unsigned.setSubject(sub).setExpirationTime('5 min').encode())).rejects.toMatchObject(invalid);
  const published = new TextEncoder().encode(JSON.stringify(issuer.published[0]));
  const shared = new SignJWT({ email_verified: true }).setProtectedHeader({ alg: 'HS256', kid: 'key-0' });
  const claims = shared.setIssuer(issuer.issuer).setAudience('fileonion').setSubject(sub).setExpirationTime('5 min');
  await expect(session(await claims.sign(published))).rejects.toMatchObject(invalid);
});

test('without an issuer there are no sessions', async () => {
  const without = await startKeys();
  const sessionToken = await sign({ sub: 'x' });
  const call = without.authentication.authenticate({ sessionToken, organizationId: '' });
  await expect(call).rejects.toMatchObject(invalid);
  await without.stop();
});
