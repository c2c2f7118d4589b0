import { freePort } from './ports';

test('ports that are drawn together are different ones', async () => {
  const ports = await Promise.all(Array.from({ length: 500 }, freePort));
  expect(new Set(ports).size).toBe(500);
});
