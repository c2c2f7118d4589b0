import { apiClient, eventually } from '@fileonion/testing';
import { isAlive, startTestStack, type RunningStack } from './running-stack';

jest.setTimeout(240_000);

let stack: RunningStack;
beforeAll(async () => {
  stack = await startTestStack({ mode: 'processes', env: { GATEWAYS: '2' } });
});
afterAll(() => stack?.stop());

test('two gateways serve the seeded key', async () => {
  const { gateways, apiKey } = stack.facts();
  expect(gateways).toHaveLength(2);
  for (const gateway of gateways) await apiClient(gateway, apiKey).must('GET', '/api/v2/me');
});

test('every part is a process of its own', () => {
  const { pids } = stack.facts();
  expect(Object.keys(pids).sort()).toEqual(
    [
      'gateway',
      'gateway2',
      'kafka',
      'keys',
      'mongo',
      'redis',
      'requests',
      'shares',
      'stack',
      'teams',
      'webhooks',
    ].sort(),
  );
  expect(new Set(Object.values(pids)).size).toBe(11);
});

test('whatever dies is started again at the same address', async () => {
  const { pids: before } = stack.facts();
  const parts = Object.keys(before).filter((part) => part !== 'stack');
  for (const part of parts) process.kill(before[part] as number, 'SIGKILL');
  await eventually(
    async () => {
      for (const part of parts) expect(stack.facts().pids[part]).not.toBe(before[part]);
      await stack.api().must('GET', '/api/v2/requests');
    },
    { within: 120_000 },
  );
  await stack.api().must('POST', '/api/v2/teams', { name: 'After all of it' });
});

test('kill -9 of the stack takes every part with it', async () => {
  const pids = Object.values(stack.facts().pids);
  process.kill(stack.process.pid, 'SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
});
