import { createGate } from './gate';

test('a gate lets as many in at once as it is wide, and the others in their order', async () => {
  const gate = createGate(2);
  const entered: number[] = [];
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      gate(async () => {
        entered.push(index);
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(entered).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a gate goes on after work that failed', async () => {
  const gate = createGate(1);
  const failed = gate(() => Promise.reject(new Error('failed')));
  const next = gate(async () => 'done');
  await expect(failed).rejects.toThrow('failed');
  await expect(next).resolves.toBe('done');
});
