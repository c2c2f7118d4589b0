import { hashPassword, isPassword } from './password';

test('a password fits its own hash only', async () => {
  const stored = await hashPassword('correct horse');
  expect(await isPassword('correct horse', stored)).toBe(true);
  expect(await isPassword('correct Horse', stored)).toBe(false);
});

test('equal passwords have different hashes', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
});

test('hashing leaves the event loop free', async () => {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  await Promise.all([hashPassword('one of four'), hashPassword('two of four'), hashPassword('three of four')]);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(10);
});
