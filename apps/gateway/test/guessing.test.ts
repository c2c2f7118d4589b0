import type { ResolveLinkRequest } from '@fileonion/contract/shares';
import { AppError } from '@fileonion/errors';
import { newApiKey } from '@fileonion/service-kit';
import { apiClient } from '@fileonion/testing';
import { startRig, type Rig } from './gateway-under-test';

const path = '/api/v2/me';

let rig: Rig;
beforeAll(
  async () =>
    (rig = await startRig({ count: 2, AUTH_FAILURE_LIMIT: 5, TRUSTED_PROXIES: ['127.0.0.0/8', '10.0.0.0/8'] })),
);
afterAll(() => rig.stop());

let addresses = 0;
const newAddress = () => `192.0.2.${++addresses}`;

/** Calls from an address, over both gateways by turns, and gives the codes of the answers. */
async function codes(from: string, tokens: (string | undefined)[], to = path): Promise<string[]> {
  const answers = [];
  for (const [index, token] of tokens.entries()) {
    const client = apiClient(rig.urls[index % 2]!, token);
    answers.push((await client.call('GET', to, undefined, { 'x-forwarded-for': from })).body.error.code);
  }
  return answers;
}

const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

describe('an address that fails to authenticate', () => {
  it.each([
    ['unknown keys', newApiKey],
    ['malformed keys', () => 'fo_live_typo'],
    ['unknown sessions', () => 'a.b.c'],
    ['nonsense', () => 'nonsense'],
  ])('too often, with %s, gets 429 on every gateway', async (_what, token) => {
    const answers = await codes(newAddress(), times(8, token));
    expect(answers).toEqual([...Array(5).fill('invalid_credentials'), ...Array(3).fill('rate_limited')]);
  });

  it('with expired, revoked or disabled keys fails as well', async () => {
    const tokens = (['expired_api_key', 'revoked_api_key', 'disabled_api_key'] as const).map((reason) => {
      const key = rig.stubs.keys.issueKey();
      key.caller = new AppError(reason);
      return key.token;
    });
    const answers = await codes(newAddress(), [...tokens, ...tokens]);
    expect(answers).toEqual([
      'expired_api_key',
      'revoked_api_key',
      'disabled_api_key',
      'expired_api_key',
      'revoked_api_key',
      'rate_limited',
    ]);
  });

  it('is served all the same with valid credentials', async () => {
    const address = newAddress();
    await codes(address, times(10, newApiKey));
    const { token } = rig.stubs.keys.issueKey();
    expect(await codes(address, [token, token])).toEqual(['not_found', 'not_found']);
  });

  it('does not count against others, nor do calls without credentials', async () => {
    const address = newAddress();
    await codes(address, times(10, newApiKey));
    expect(await codes(newAddress(), [newApiKey()])).toEqual(['invalid_credentials']);
    expect(
      await codes(
        address,
        times(3, () => undefined),
      ),
    ).toEqual(times(3, () => 'missing_credentials'));
  });

  it('is told when to come back', async () => {
    const address = newAddress();
    await codes(address, times(6, newApiKey));
    const { status, headers } = await apiClient(rig.urls[0]!, newApiKey()).call('GET', path, undefined, {
      'x-forwarded-for': address,
    });
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(headers.get('www-authenticate')).toBeNull();
  });

  it('is a whole /64 in IPv6', async () => {
    await codes('2001:db8:1:2::1', times(3, newApiKey));
    expect((await codes('2001:db8:1:2::ffff', times(3, newApiKey))).at(-1)).toBe('rate_limited');
    expect(await codes('2001:db8:1:3::1', [newApiKey()])).toEqual(['invalid_credentials']);
  });
});

describe('a malformed key', () => {
  it('is refused without asking the keys service', async () => {
    const before = rig.stubs.keys.loads.length;
    const typo = newApiKey().replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    expect(await codes(newAddress(), [typo, `${newApiKey()}x`, 'fo_live_', 'a.b'])).toEqual(
      Array(4).fill('invalid_credentials'),
    );
    expect(rig.stubs.keys.loads).toHaveLength(before);
  });
});

describe('the address of a caller', () => {
  const seenAs = async (forwarded: string) => {
    await codes(forwarded, [rig.stubs.keys.issueKey().token]);
    return rig.stubs.calls.at(-1)!.ctx.ip;
  };

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['203.0.113.7, 198.51.100.1', '198.51.100.1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['nonsense', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('with X-Forwarded-For: %s through trusted proxies is %s', async (forwarded, address) => {
    expect(await seenAs(forwarded)).toBe(address);
  });

  it('is the peer of the connection where no proxy is trusted', async () => {
    await using strict = await startRig({ AUTH_FAILURE_LIMIT: 1 });
    const call = (from: string) =>
      apiClient(strict.urls[0]!, newApiKey()).call('GET', path, undefined, { 'x-forwarded-for': from });
    expect((await call('203.0.113.1')).status).toBe(401);
    expect((await call('203.0.113.2')).status).toBe(429);
  });
});

describe('a public route', () => {
  it('limits what an address does not find, and nothing else', async () => {
    const address = newAddress();
    const link = '/api/v2/shares/link/guess';
    rig.stubs.answer('resolveLink', async (_ctx, { token }: ResolveLinkRequest) => {
      throw new AppError(token === 'guess' ? 'not_found' : 'link_expired');
    });
    expect(
      await codes(
        address,
        times(7, () => undefined),
        link,
      ),
    ).toEqual([...Array(5).fill('not_found'), 'rate_limited', 'rate_limited']);
    expect(await codes(address, [undefined], '/api/v2/shares/link/known')).toEqual(['link_expired']);
    expect(await codes(address, [newApiKey()])).toEqual(['invalid_credentials']);
  });
});
