import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { newSecret } from './secret';
import { signatureHeaders, signingKey } from './signature';

it('makes a secret of 32 random bytes', () => {
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(newSecret());
});

it('signs as documented: HMAC-SHA256 of "t.body" in hex, keyed with the whole secret', () => {
  const headers = signatureHeaders(
    [signingKey('whsec_c2VjcmV0')],
    'evt_1',
    Buffer.from('{"a":1}'),
    new Date(1_730_000_000_999),
  );
  const expected = createHmac('sha256', 'whsec_c2VjcmV0').update('1730000000.{"a":1}').digest('hex');
  expect(headers['x-fileonion-signature']).toBe(`t=1730000000,v1=${expected}`);
});

it('is accepted by the public Standard Webhooks verifier, whatever the body', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (text, id) => {
      const secret = newSecret();
      const body = JSON.stringify({ text });
      const headers = signatureHeaders([signingKey(secret)], `evt_${id}`, Buffer.from(body), new Date());
      expect(new Webhook(secret).verify(body, headers)).toEqual({ text });
    }),
  );
});

it('is accepted with either secret during an overlap, and with no other', () => {
  const [current, older, foreign] = [newSecret(), newSecret(), newSecret()];
  const headers = signatureHeaders([signingKey(current), signingKey(older)], 'evt_1', Buffer.from('{}'), new Date());
  for (const secret of [current, older]) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
  expect(() => new Webhook(foreign).verify('{}', headers)).toThrow();
  expect(headers['x-fileonion-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
});
