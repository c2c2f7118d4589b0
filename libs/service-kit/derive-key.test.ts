import { deriveKey } from '@fileonion/service-kit';

test('each label has a key of its own, always the same', () => {
  const secret = Buffer.alloc(32, 1);
  expect(deriveKey(secret, 'cursor')).toEqual(deriveKey(secret, 'cursor'));
  expect(deriveKey(secret, 'cursor')).toHaveLength(32);
  expect(deriveKey(secret, 'cursor')).not.toEqual(deriveKey(secret, 'idempotency'));
  expect(deriveKey(secret, 'cursor')).not.toEqual(deriveKey(Buffer.alloc(32, 2), 'cursor'));
});
