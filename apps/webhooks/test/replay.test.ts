import { EventType } from '@fileonion/contract/events';
import { UpdateWebhookRequest, type ReplaySelection } from '@fileonion/contract/webhooks';
import { aTeamEvent, eventually, silentLogger, startReceiver } from '@fileonion/testing';
import { openStore } from '../store';
import { aWebhook, anOwner } from './a-webhook';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('sending again', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks({ config: { WEBHOOK_RETRY_SCHEDULE: [] } })));
  afterAll(() => service.stop());

  it('redelivers with the same event and delivery id, whatever became of it', async () => {
    const receiver = await startReceiver();
    const { organizationId, statuses, deliveries, webhookId } = await aWebhook(service, receiver.url);
    await service.publish(aTeamEvent(organizationId));
    const [delivery] = await statuses('SUCCEEDED');
    const again = await deliveries.redeliverDelivery({ webhookId, deliveryId: delivery!.id });
    expect(again.delivery).toMatchObject({ id: delivery?.id, status: 'PENDING' });
    await eventually(() => expect(receiver.calls).toHaveLength(2));
    const [first, second] = receiver.calls;
    expect(second?.body).toBe(first?.body);
    for (const header of ['webhook-id', 'x-fileonion-delivery'])
      expect(second?.headers[header]).toBe(first?.headers[header]);
    const [after] = await statuses('SUCCEEDED');
    expect(after?.attempts).toHaveLength(2);
    await receiver.stop();
  });

  it('finds no delivery of another webhook', async () => {
    const receiver = await startReceiver();
    const one = await aWebhook(service, receiver.url);
    const other = await aWebhook(service, receiver.url, {}, one);
    await service.publish(aTeamEvent(one.organizationId));
    const [delivery] = await one.statuses('SUCCEEDED');
    const foreign = { webhookId: other.webhookId, deliveryId: delivery!.id };
    await expect(one.deliveries.redeliverDelivery(foreign)).rejects.toMatchObject({ reason: 'not_found' });
    await expect(one.deliveries.getDelivery(foreign)).rejects.toMatchObject({ reason: 'not_found' });
    await receiver.stop();
  });

  it('replays all events since a moment, in order, each once, and counts them exactly', async () => {
    const receiver = await startReceiver();
    const owner = anOwner(service);
    const start = Date.now();
    const events = Array.from({ length: 250 }, (_, n) =>
      aTeamEvent(owner.organizationId, { aggregateId: 'team', seq: n, occurredAt: new Date(start - 1_000_000 + n) }),
    );
    await service.publish(...events);
    const { webhookId, webhooks } = await aWebhook(service, receiver.url, { events: ['team.created'] }, owner);
    const since = events[10]!.occurredAt!;
    expect(await webhooks.replayWebhook({ webhookId, since, only: 'ALL' })).toEqual({ count: 240 });
    await eventually(() => expect(receiver.calls).toHaveLength(240), { within: 30_000 });
    expect(receiver.calls.map(({ event }) => event.id)).toEqual(events.slice(10).map(({ id }) => `evt_${id}`));
    expect(await webhooks.replayWebhook({ webhookId, since: new Date(start + 1000), only: 'ALL' })).toEqual({
      count: 0,
    });
    await receiver.stop();
  }, 60_000);

  it('replays what has failed, and nothing else', async () => {
    let down = true;
    const receiver = await startReceiver(() => (down ? { status: 500 } : undefined));
    const { organizationId, statuses, webhooks, webhookId } = await aWebhook(service, receiver.url);
    const since = new Date(Date.now() - 1000);
    await service.publish(aTeamEvent(organizationId), aTeamEvent(organizationId));
    await statuses('FAILED', 'FAILED');
    down = false;
    await service.publish(aTeamEvent(organizationId));
    await statuses('FAILED', 'FAILED', 'SUCCEEDED');
    expect(await webhooks.replayWebhook({ webhookId, since, only: 'FAILED' })).toEqual({ count: 2 });
    await statuses('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED');
    expect(receiver.calls).toHaveLength(5);
    await receiver.stop();
  });

  it('replays nothing that failed of a kind that the webhook does not ask for any more', async () => {
    const receiver = await startReceiver(() => ({ status: 500 }));
    const { organizationId, statuses, webhooks, webhookId } = await aWebhook(service, receiver.url);
    const since = new Date(Date.now() - 1000);
    await service.publish(aTeamEvent(organizationId));
    await service.publish(aTeamEvent(organizationId, { type: EventType.TEAM_DELETED }));
    await statuses('FAILED', 'FAILED');
    await webhooks.updateWebhook(
      UpdateWebhookRequest.fromPartial({ webhookId, events: ['team.created'], updateMask: ['events'] }),
    );
    expect(await webhooks.replayWebhook({ webhookId, since, only: 'FAILED' })).toEqual({ count: 1 });
    await eventually(() => expect(receiver.calls.length).toBeGreaterThan(2));
    await statuses('FAILED', 'FAILED');
    expect(receiver.ofType('team.deleted')).toHaveLength(1);
    await receiver.stop();
  });

  it('replays although another replay, which is before it, fails again and again', async () => {
    const receiver = await startReceiver();
    const { organizationId, webhooks, webhookId, statuses } = await aWebhook(service, receiver.url);
    const since = new Date(Date.now() - 1000);
    await service.publish(aTeamEvent(organizationId));
    await statuses('SUCCEEDED');
    const { connection, close } = await openStore(service.config, silentLogger);
    const replays = connection.collection<{ _id: string }>('replays');
    const unusable = { organizationId, webhookId, only: 'ALL', names: ['team.created'], since: 'no moment' };
    await replays.insertOne({ _id: '0', ...unusable } as { _id: string });
    expect(await webhooks.replayWebhook({ webhookId, since, only: 'ALL' })).toEqual({ count: 1 });
    await eventually(() => expect(receiver.calls).toHaveLength(2));
    await replays.deleteOne({ _id: '0' });
    await close();
    await receiver.stop();
  });

  it.each<[string, ReplaySelection | undefined]>([['all', undefined]])(
    'catches up on what happened while the webhook was disabled (%s)',
    async (_name, only) => {
      const receiver = await startReceiver();
      const { organizationId, webhooks, webhookId, list, statuses } = await aWebhook(service, receiver.url);
      const enable = (enabled: boolean) =>
        webhooks.updateWebhook(UpdateWebhookRequest.fromPartial({ webhookId, enabled, updateMask: ['enabled'] }));
      await enable(false);
      const since = new Date(Date.now() - 1000);
      await service.publish(aTeamEvent(organizationId), aTeamEvent(organizationId));
      expect(await list()).toEqual([]);
      await expect(webhooks.replayWebhook({ webhookId, since, only })).rejects.toMatchObject({
        reason: 'validation_failed',
      });
      await enable(true);
      expect(await webhooks.replayWebhook({ webhookId, since, only })).toEqual({ count: 2 });
      await statuses('SUCCEEDED', 'SUCCEEDED');
      await receiver.stop();
    },
  );
});
