import { EventType } from '@fileonion/contract/events';
import { UpdateWebhookRequest } from '@fileonion/contract/webhooks';
import { aTeamEvent, eventually, startReceiver, type ReceiverAnswer } from '@fileonion/testing';
import { aWebhook } from './a-webhook';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

const hour = 3_600_000;
const dayMs = 24 * hour;
const delays = [5000, 300_000, 0.5 * hour, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

describe('the schedule of a delivery', () => {
  const clock = aClock();
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks({ now: clock.now })));
  afterAll(() => service.stop());

  /** A webhook with one event, and a receiver that answers as it is told to. */
  async function aDelivery(answer: () => ReceiverAnswer | Promise<ReceiverAnswer>) {
    const receiver = await startReceiver(answer);
    const hook = await aWebhook(service, receiver.url);
    await service.publish(aTeamEvent(hook.organizationId));
    const attempted = (count: number) =>
      eventually(async () => {
        const [delivery] = await hook.list();
        expect(delivery?.attempts).toHaveLength(count);
        return delivery!;
      });
    return { ...hook, receiver, attempted };
  }

  it('tries ten times within some 75 hours, each attempt signed anew, and then gives up', async () => {
    const { attempted, receiver, statuses } = await aDelivery(() => ({ status: 503 }));
    for (const [index, delay] of delays.entries()) {
      const { attempts, nextAttemptAt, status } = await attempted(index + 1);
      expect(status).toBe('PENDING');
      const waits = nextAttemptAt!.getTime() - attempts[index]!.at!.getTime();
      expect(Math.abs(waits - delay)).toBeLessThan(delay * 0.1 + 1000);
      clock.advance(delay * 1.1);
    }
    await attempted(10);
    await statuses('FAILED');
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.calls.map(({ headers }) => headers['x-fileonion-delivery'])).size).toBe(1);
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    await receiver.stop();
  }, 60_000);

  it('waits as long as Retry-After asks, up to a day', async () => {
    const { attempted, receiver } = await aDelivery(() => ({ status: 429, headers: { 'retry-after': '999999' } }));
    const { attempts, nextAttemptAt } = await attempted(1);
    expect((nextAttemptAt!.getTime() - attempts[0]!.at!.getTime()) / dayMs).toBeCloseTo(1, 3);
    await receiver.stop();
  });

  it('succeeds when the endpoint is back, and forgets the failures', async () => {
    let down = true;
    const { attempted, receiver, statuses, get } = await aDelivery(() => (down ? { status: 500 } : undefined));
    await attempted(1);
    await eventually(async () => expect((await get()).failingSince).toBeDefined());
    down = false;
    clock.advance(6000);
    await statuses('SUCCEEDED');
    await eventually(async () =>
      expect(await get()).toMatchObject({ failingSince: undefined, lastSuccessAt: expect.any(Date) }),
    );
    await receiver.stop();
  });

  it('disables at once on 410, tells the other webhooks, and sends and queues nothing more', async () => {
    let gone = true;
    const { attempted, receiver, statuses, get, organizationId, ...hook } = await aDelivery(() =>
      gone ? { status: 410 } : undefined,
    );
    const listener = await startReceiver();
    const other = await aWebhook(service, listener.url, { events: ['webhook.*'] }, { ...hook, organizationId });
    await eventually(async () => expect(await get()).toMatchObject({ enabled: false, disabledReason: 'GONE' }));
    await statuses('FAILED');
    await service.publish(aTeamEvent(organizationId));
    await service.publish(aTeamEvent(organizationId, { type: EventType.TEAM_DELETED }));
    await expect(hook.webhooks.testWebhook({ webhookId: hook.webhookId })).rejects.toMatchObject({
      violations: [{ code: 'disabled' }],
    });
    expect(await hook.list()).toHaveLength(1);

    gone = false;
    const enable = UpdateWebhookRequest.fromPartial({
      webhookId: hook.webhookId,
      enabled: true,
      updateMask: ['enabled'],
    });
    const { webhook } = await hook.webhooks.updateWebhook(enable);
    expect(webhook).toMatchObject({ enabled: true, disabledReason: undefined, failingSince: undefined });
    await service.publish(aTeamEvent(organizationId));
    await statuses('FAILED', 'SUCCEEDED');
    expect(other.webhookId).toBeDefined();
    await Promise.all([receiver.stop(), listener.stop()]);
  });

  it('disables after failing for five days, and announces it with the webhook as it is', async () => {
    const listener = await startReceiver();
    const { attempted, receiver, get, organizationId, ...hook } = await aDelivery(() => ({ status: 500 }));
    await attempted(1);
    await eventually(async () => expect((await get()).failingSince).toBeDefined());
    await aWebhook(service, listener.url, { events: ['webhook.disabled'] }, { ...hook, organizationId });
    clock.advance(4.9 * dayMs);
    await attempted(2);
    expect((await get()).enabled).toBe(true);
    clock.advance(0.2 * dayMs);
    await eventually(async () => expect(await get()).toMatchObject({ enabled: false, disabledReason: 'FAILING' }));
    await eventually(() => expect(listener.ofType('webhook.disabled')).toHaveLength(1));
    expect(listener.ofType('webhook.disabled')[0]?.event.data).toMatchObject({
      id: hook.webhookId,
      enabled: false,
      disabledReason: 'failing',
    });
    await Promise.all([receiver.stop(), listener.stop()]);
  });

  it('forgets the failures of another address', async () => {
    const { attempted, receiver, get, webhooks, webhookId } = await aDelivery(() => ({ status: 500 }));
    await attempted(1);
    await eventually(async () => expect((await get()).failingSince).toBeDefined());
    const moved = await startReceiver(() => ({ status: 500 }));
    const { webhook } = await webhooks.updateWebhook(
      UpdateWebhookRequest.fromPartial({ webhookId, url: moved.url, updateMask: ['url'] }),
    );
    expect(webhook?.failingSince).toBeUndefined();
    clock.advance(5.1 * dayMs);
    await eventually(() => expect(moved.calls).toHaveLength(1));
    await attempted(2);
    expect(await get()).toMatchObject({ enabled: true });
    await Promise.all([receiver.stop(), moved.stop()]);
  });

  it('does not disable because of failures that were forgotten while a call was in flight', async () => {
    const answering = Promise.withResolvers<ReceiverAnswer>();
    let calls = 0;
    const { attempted, receiver, get, webhooks, webhookId } = await aDelivery(async () =>
      (calls += 1) === 1 ? { status: 500 } : answering.promise,
    );
    await attempted(1);
    await eventually(async () => expect((await get()).failingSince).toBeDefined());
    clock.advance(5.1 * dayMs);
    await eventually(() => expect(receiver.calls).toHaveLength(2));
    for (const enabled of [false, true])
      await webhooks.updateWebhook(UpdateWebhookRequest.fromPartial({ webhookId, enabled, updateMask: ['enabled'] }));
    answering.resolve({ status: 500 });
    await attempted(2);
    expect(await get()).toMatchObject({ enabled: true, disabledReason: undefined });
    await receiver.stop();
  });

  it('ends what waits when a user switches the webhook off', async () => {
    const { attempted, receiver, statuses, webhooks, webhookId } = await aDelivery(() => ({ status: 500 }));
    await attempted(1);
    await webhooks.updateWebhook(
      UpdateWebhookRequest.fromPartial({ webhookId, enabled: false, updateMask: ['enabled'] }),
    );
    await statuses('FAILED');
    clock.advance(dayMs);
    await service.publish(aTeamEvent(webhookId));
    expect(receiver.calls).toHaveLength(1);
    await receiver.stop();
  });

  it('signs with both secrets during an overlap, and then with the new one', async () => {
    const receiver = await startReceiver();
    const { webhooks, webhookId } = await aWebhook(service, receiver.url);
    const signatures = async () => {
      const before = receiver.calls.length;
      await webhooks.testWebhook({ webhookId });
      await eventually(() => expect(receiver.calls).toHaveLength(before + 1));
      return String(receiver.calls.at(-1)?.headers['webhook-signature']).split(' ').length;
    };
    expect(await signatures()).toBe(1);
    await webhooks.rotateWebhookSecret({ webhookId, overlapSeconds: 3600 });
    expect(await signatures()).toBe(2);
    clock.advance(hour + 1000);
    expect(await signatures()).toBe(1);
    await webhooks.rotateWebhookSecret({ webhookId, overlapSeconds: undefined });
    await webhooks.rotateWebhookSecret({ webhookId, overlapSeconds: 0 });
    expect(await signatures()).toBe(1);
    await receiver.stop();
  });
});
