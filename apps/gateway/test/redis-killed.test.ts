import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@fileonion/embedded';
import { apiClient, eventually } from '@fileonion/testing';
import { startRig } from './gateway-under-test';

const dataDir = mkdtempSync(join(tmpdir(), 'redis-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

it('a Redis that is killed under load fails no call, and is counted in again within 5 s of its return', async () => {
  const first = await startRedis({ dataDir });
  await using rig = await startRig({ count: 2, gatewayRedisUrl: first.uri });
  const busy = rig.stubs.keys.issueKey({ rateLimit: 1_000_000 });
  const statuses = new Set<number>();
  let calls = 0;
  let going = true;
  const load = Array.from({ length: 8 }, async (_, index) => {
    const client = apiClient(rig.urls[index % 2]!, busy.token);
    while (going) {
      statuses.add((await client.call('GET', '/api/v2/me')).status);
      calls++;
    }
  });
  const more = (count: number) => {
    const goal = calls + count;
    return eventually(() => expect(calls).toBeGreaterThan(goal), { within: 20_000 });
  };

  await more(100);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  await more(100);
  const second = await startRedis({ dataDir, port: first.port });
  const exact = async () => {
    const { token } = rig.stubs.keys.issueKey({ rateLimit: 10 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => apiClient(rig.urls[index % 2]!, token).call('GET', '/api/v2/me')),
    );
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(10);
  };
  await eventually(exact, { within: 5_000 });

  going = false;
  await Promise.all(load);
  // The stub answers 404 to whoever is let in.
  expect([...statuses]).toEqual([404]);
  await second.stop();
}, 60_000);
