import fc from 'fast-check';
import { maskSecrets } from './action-mask';

const answered = (text: string) => async (mostBytes: number) => ({
  status: 200,
  headers: {},
  body: Buffer.from(text).subarray(0, mostBytes),
});
const shown = async (text: string, secrets: string[]) => (await maskSecrets(secrets, answered(text))).body.toString();

describe('the answer in the log of an action', () => {
  it('has the secrets of the call blotted out, in the spellings of JSON and URLs too', async () => {
    const secret = 'p"ss wörd';
    const echo = `${secret} ${JSON.stringify(secret)} ${encodeURIComponent(secret)} else`;
    const text = await shown(echo, [secret, 'Bearer abcdefgh']);
    expect(text).toMatch(/^[* "]+ else$/);
    expect(await shown('{"authorization":"Bearer abcdefgh"}', ['Bearer abcdefgh'])).toBe(
      '{"authorization":"Bearer ********"}',
    );
  });

  it('shows nothing of a secret that another is part of, or overlaps', async () => {
    const secrets = ['acme-prod', 'acme-prod-9f8e7d', '9f8e7d-end'];
    expect(await shown('<acme-prod-9f8e7d> <acme-prod-9f8e7d-end> <acme-prod-9f8e>', secrets)).toBe(
      `<${'*'.repeat(16)}> <${'*'.repeat(20)}> <${'*'.repeat(9)}-9f8e>`,
    );
  });

  it('is otherwise as it came, cut at 4 KiB', async () => {
    expect(await shown('fine 1', ['1', 'not here'])).toBe('fine 1');
    expect(await shown('x'.repeat(10_000), ['not here'])).toBe('x'.repeat(4096));
  });

  it('shows no part of a secret at the cut', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 4070, max: 4100 }), fc.integer({ min: 1, max: 3 }), async (before, times) => {
        const text = await shown('x'.repeat(before) + 'topsecret'.repeat(times), ['topsecret']);
        expect(text).toMatch(/^x+\**$/);
        expect(text).toHaveLength(4096 < before + 9 * times ? 4096 : before + 9 * times);
      }),
    ));
});
