import { setTimeout as delay } from 'node:timers/promises';
import { apiClient } from '@fileonion/testing';
import { startRig, type Rig } from './gateway-under-test';

let rig: Rig;
afterEach(() => rig.stop());

it('a read whose caller cannot be loaded gets 503 within 10 s, also when it joins a load that began before', async () => {
  rig = await startRig();
  rig.stubs.keys.hooks.beforeAnswer = () => delay(60_000, undefined, { ref: false });
  const api = apiClient(rig.urls[0]!, rig.stubs.keys.issueKey().token);
  const timed = async () => {
    const started = performance.now();
    const { status, headers } = await api.call('GET', '/api/v2/teams');
    return { status, retryAfter: headers.has('Retry-After'), inTime: performance.now() - started < 10_000 };
  };
  const first = timed();
  await delay(500);
  const answer = { status: 503, retryAfter: true, inTime: true };
  expect(await Promise.all([first, timed()])).toEqual([answer, answer]);
});

it('a call that waited for its caller has the less time at its service', async () => {
  rig = await startRig();
  rig.stubs.keys.hooks.beforeAnswer = () => delay(1_500);
  let left = 0;
  rig.stubs.answer('listTeams', async (ctx) => {
    left = ctx.deadline - Date.now();
    return { teams: [] };
  });
  await apiClient(rig.urls[0]!, rig.stubs.keys.issueKey().token).must('GET', '/api/v2/teams');
  expect(left).toBeLessThanOrEqual(8_500);
});
