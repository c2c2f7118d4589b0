import { ownCopy } from './bytes';

it('a copy holds no memory but its own', () => {
  const bytes = Buffer.from('an event');
  expect(bytes.buffer.byteLength).toBeGreaterThan(bytes.length);
  expect(ownCopy(bytes)).toEqual(bytes);
  expect(ownCopy(bytes).buffer.byteLength).toBe(bytes.length);
});
