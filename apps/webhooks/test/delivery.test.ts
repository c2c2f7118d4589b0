import { createHmac } from 'node:crypto';
import { EventType } from '@fileonion/contract/events';
import { systemContext } from '@fileonion/service-kit';
import { aTeamEvent, eventually, silentLogger, startReceiver } from '@fileonion/testing';
import { Webhook } from 'standardwebhooks';
import { uuidv7 } from 'uuidv7';
import { newTestDelivery } from '../delivery';
import { openStore } from '../store';
import { aWebhook } from './a-webhook';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('delivering an event', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  it('sends it once, signed so that the public verifier and ours accept it', async () => {
    const receiver = await startReceiver();
    const { organizationId, webhookId, secret, statuses, get } = await aWebhook(service, receiver.url);
    const event = aTeamEvent(organizationId);
    await service.publish(event, event);
    await service.publish(event);
    const [delivery] = await statuses('SUCCEEDED');
    expect(receiver.calls).toHaveLength(1);
    const { headers, body, method } = receiver.calls[0]!;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'team.created' });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-fileonion-signature']))!;
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'));
    expect(method).toBe('POST');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-fileonion-event': 'team.created',
      'x-fileonion-delivery': delivery?.id,
      'webhook-id': `evt_${event.id}`,
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    });
    expect(delivery).toMatchObject({
      webhookId,
      eventId: `evt_${event.id}`,
      event: 'team.created',
      nextAttemptAt: undefined,
    });
    expect(delivery?.attempts).toMatchObject([{ status: 200, error: undefined, answer: undefined }]);
    await eventually(async () => expect((await get()).lastSuccessAt).toEqual(delivery?.attempts[0]?.at));
    await receiver.stop();
  });

  it('sends it to whom it concerns: by pattern, and only to webhooks that were there', async () => {
    const receiver = await startReceiver();
    const teams = await aWebhook(service, receiver.url, { events: ['team.*'] });
    const requests = await aWebhook(service, receiver.url, { events: ['request.*'] }, teams);
    const older = aTeamEvent(teams.organizationId, { occurredAt: new Date(Date.now() - 60_000) });
    const internal = aTeamEvent(teams.organizationId, { type: EventType.USER_REMOVED });
    await service.publish(older, internal, aTeamEvent(teams.organizationId));
    await teams.statuses('SUCCEEDED');
    expect(await requests.list()).toEqual([]);
    expect(receiver.calls).toHaveLength(1);
    await receiver.stop();
  });

  it('keeps the order of each resource, and sends different ones side by side', async () => {
    let together = 0;
    let most = 0;
    const receiver = await startReceiver(async () => {
      most = Math.max(most, ++together);
      await new Promise((resolve) => setTimeout(resolve, 20));
      together -= 1;
      return undefined;
    });
    const { organizationId, statuses } = await aWebhook(service, receiver.url);
    await service.publish(aTeamEvent(organizationId));
    await statuses('SUCCEEDED');
    const events = Array.from({ length: 30 }, (_, n) =>
      aTeamEvent(organizationId, { aggregateId: `team-${n % 3}`, seq: n }),
    );
    await service.publish(...events);
    await statuses(...Array.from({ length: 31 }, () => 'SUCCEEDED'));
    for (const team of [0, 1, 2]) {
      const expected = events.filter((_, n) => n % 3 === team).map(({ id }) => `evt_${id}`);
      expect(receiver.calls.map(({ event }) => event.id).filter((id) => expected.includes(id))).toEqual(expected);
    }
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    await receiver.stop();
  });

  it('keeps the first 4 KiB of the answer, and lists deliveries by status and event', async () => {
    const receiver = await startReceiver(() => ({ status: 500, body: 'x'.repeat(10_000_000) }));
    const { organizationId, list } = await aWebhook(service, receiver.url);
    await service.publish(aTeamEvent(organizationId));
    const [delivery] = await eventually(async () => {
      const found = await list();
      expect(found[0]?.attempts).toHaveLength(1);
      return found;
    });
    expect(delivery?.attempts[0]).toMatchObject({
      status: 500,
      error: 'the endpoint answered 500',
      answer: 'x'.repeat(4096),
    });
    expect(await list({ status: 'PENDING', event: 'team.created' })).toHaveLength(1);
    expect(await list({ status: 'SUCCEEDED' })).toEqual([]);
    expect(await list({ event: 'team.deleted' })).toEqual([]);
    await receiver.stop();
  });

  it('lists a full page of deliveries with all that their endpoints answered', async () => {
    const { organizationId, webhookId, list } = await aWebhook(service, 'https://example.com/');
    const store = await openStore(service.config, silentLogger);
    const attempt = { at: new Date(), durationMs: 1, status: 500, error: 'no', answer: 'x'.repeat(4096) };
    const attempts = Array.from({ length: 20 }, () => attempt);
    await store.unitOfWork(systemContext({ logger: silentLogger }), async (tx) => {
      const test = () => newTestDelivery({ kind: 'webhook', targetId: webhookId }, tx, tx.now);
      const rows = Array.from({ length: 100 }, () => ({
        ...test(),
        _id: uuidv7(),
        organizationId,
        status: 'FAILED' as const,
        attempts,
      }));
      await store.deliveries.insertAll(tx, rows);
    });
    await store.close();
    const rows = await list({ limit: 100 });
    expect(rows).toHaveLength(100);
    expect(rows.every((row) => row.attempts.length === 20)).toBe(true);
  });

  it('says why a call could not be made', async () => {
    const { organizationId, list } = await aWebhook(service, 'https://nowhere.invalid/');
    await service.publish(aTeamEvent(organizationId));
    await eventually(async () => expect((await list())[0]?.attempts).toHaveLength(1));
    expect((await list())[0]?.attempts[0]).toMatchObject({ status: undefined, error: expect.stringMatching(/host/) });
  });
});
