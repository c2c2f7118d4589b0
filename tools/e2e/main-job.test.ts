import { createHmac } from 'node:crypto';
import { apiClient, eventually, startReceiver, type ReceivedCall, type WebhookReceiver } from '@fileonion/testing';
import { Webhook } from 'standardwebhooks';
import { acceptedByPython } from './python-verifier';
import { startTestStack, type RunningStack } from './running-stack';

describe('the main job, every service a process of its own, with Valkey and Kafka', () => {
  let stack: RunningStack;
  let receiver: WebhookReceiver;
  let secret: string;
  beforeAll(async () => {
    [stack, receiver] = await Promise.all([startTestStack(), startReceiver()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([stack?.stop(), receiver?.stop()]);
  }, 60_000);

  test('team, assigned request, link, and of each within 2 s a signed event that shows it as GET does', async () => {
    const api = stack.api();
    ({ secret } = await api.must('POST', '/api/v2/webhooks', { url: receiver.url, events: ['*'] }));

    const team = await announced('team.created', () => api.must('POST', '/api/v2/teams/', { name: 'Tax' }));
    const body = {
      title: 'Tax return',
      assigneeTeamId: team.id,
      visibility: 'team',
      items: [{ name: 'Receipts', required: true }],
    };
    const request = await announced('request.created', () => api.must('POST', '/api/v2/requests', body));
    const share = await announced('share.created', () =>
      api.must('POST', '/api/v2/shares/', { type: 'link', resourceId: request.id }),
    );

    const opened = await apiClient(share.link.url).must('GET', share.link.url);
    expect(opened.resource).toMatchObject({ id: request.id, title: 'Tax return' });
    const shown = await api.must('GET', `/api/v2/requests/${request.id}/`);
    expect(event('request.created').event.data).toEqual(shown);
  }, 60_000);

  test('a webhooks service that is killed between an event and its delivery loses nothing', async () => {
    const api = stack.api();
    const { pids } = stack.facts();
    process.kill(pids['webhooks']!, 'SIGSTOP');
    const titles = Array.from({ length: 20 }, (_, index) => `Before the crash ${index}`);
    for (const title of titles) await api.must('POST', '/api/v2/requests', { title });
    process.kill(pids['webhooks']!, 'SIGKILL');

    await eventually(
      () => {
        const received = receiver.ofType('request.created').map(({ event: { data } }) => data.title);
        expect(received).toEqual(expect.arrayContaining(titles));
      },
      { within: 60_000 },
    );
  }, 120_000);

  test('the public verifiers for Node and Python accept every delivery of these, and no body that was changed', async () => {
    const { calls } = receiver;
    expect(calls.length).toBeGreaterThan(20);
    for (const call of calls) expectSigned(call, secret);
    const changed = calls.map((call) => ({ ...call, body: call.body.replace('"', ' "') }));
    expect(await acceptedByPython(secret, [...calls, ...changed])).toEqual([
      ...calls.map(() => true),
      ...changed.map(() => false),
    ]);
  }, 120_000);

  async function announced<T extends { id: string }>(type: string, call: () => Promise<T>): Promise<T> {
    const started = Date.now();
    const resource = await call();
    const { at } = await eventually(() => event(type, resource.id));
    expect(at - started).toBeLessThan(2_000);
    return resource;
  }

  function event(type: string, id?: string): ReceivedCall {
    const found = receiver.ofType(type).find(({ event: { data } }) => id === undefined || data.id === id);
    if (!found) throw new Error(`No ${type} has arrived`);
    return found;
  }
});

/** Both signatures verify: ours by its description, and the standard one by the public library. */
function expectSigned({ headers, body, event }: ReceivedCall, secret: string): void {
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event);
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-fileonion-signature'] as string)!;
  expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'));
  expect(headers['x-fileonion-event']).toBe(event.type);
  expect(headers['webhook-id']).toBe(event.id);
  expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
}
