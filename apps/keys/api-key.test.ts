import fc from 'fast-check';
import { endOf, newApiKeyFields, revocationOf, settingsOf, statusOf, toApiKey, type ApiKeyRow } from './api-key';

const now = new Date('2026-11-24T12:00:00.000Z');

function aKey(parts: Partial<ApiKeyRow> = {}): ApiKeyRow {
  const raw = { key: 'fo_live_abcdefgh', hash: 'h' };
  const request = { name: 'CI', scopes: ['READ' as const], expiresIn: undefined, rateLimit: undefined };
  const fields = newApiKeyFields(settingsOf(request, 'user'), raw, now);
  return { ...fields, _id: 'id', organizationId: 'org', version: 1, createdAt: now, updatedAt: now, ...parts };
}

const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
const maybe = fc.option(moment, { nil: undefined });
const anyKey = fc.record({ revokesAt: maybe, expiresAt: maybe, disabled: fc.boolean() }).map((parts) => aKey(parts));

test('revoked comes before expired, expired before disabled, disabled before active', () => {
  const past = new Date(now.getTime() - 1);
  expect(statusOf(aKey({ revokesAt: past, expiresAt: past, disabled: true }), now)).toBe('REVOKED');
  expect(statusOf(aKey({ expiresAt: past, disabled: true }), now)).toBe('EXPIRED');
  expect(statusOf(aKey({ disabled: true }), now)).toBe('DISABLED');
  expect(statusOf(aKey(), now)).toBe('ACTIVE');
});

test('a key that works does so until its end, and not from then on', () => {
  fc.assert(
    fc.property(anyKey, moment, (key, at) => {
      const end = endOf(key);
      const over = end !== undefined && end <= at;
      expect(['REVOKED', 'EXPIRED'].includes(statusOf(key, at))).toBe(over);
    }),
  );
});

test('a revocation is never put off', () => {
  fc.assert(
    fc.property(anyKey, moment, (key, at) => {
      const revokesAt = revocationOf(key, at);
      expect(revokesAt <= at).toBe(true);
      expect(key.revokesAt === undefined || revokesAt <= key.revokesAt).toBe(true);
    }),
  );
});

test('a revocation that lies ahead is not shown', () => {
  const revokesAt = new Date(now.getTime() + 1000);
  expect(toApiKey(aKey({ revokesAt }), now)).toMatchObject({ status: 'ACTIVE', revokedAt: undefined });
  expect(toApiKey(aKey({ revokesAt }), revokesAt)).toMatchObject({ status: 'REVOKED', revokedAt: revokesAt });
});

test('nothing of the hash is shown', () => {
  expect(JSON.stringify(toApiKey(aKey({ hash: 'do not show' }), now))).not.toContain('do not show');
});
