import { aTeamEvent, eventually, startReceiver, type ReceiverAnswer } from '@fileonion/testing';
import { aWebhook } from './a-webhook';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('a redelivery that is asked for while an attempt is under way', () => {
  const clock = aClock();
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks({ now: clock.now })));
  afterAll(() => service.stop());

  it.each([
    { when: 'the first', before: [] },
    { when: 'a later one', before: [500] },
  ])('is made, and $when stays in the log', async ({ before }) => {
    const inFlight = Promise.withResolvers<ReceiverAnswer>();
    const receiver = await startReceiver((_call, index) => {
      if (index < before.length) return { status: before[index]! };
      return index === before.length ? inFlight.promise : undefined;
    });
    const { organizationId, webhookId, deliveries, list, statuses } = await aWebhook(service, receiver.url);
    await service.publish(aTeamEvent(organizationId));
    await eventually(async () => expect((await list())[0]?.attempts).toHaveLength(before.length));
    clock.advance(before.length * 6000);
    await eventually(() => expect(receiver.calls).toHaveLength(before.length + 1));

    const [delivery] = await list();
    await deliveries.redeliverDelivery({ webhookId, deliveryId: delivery!.id });
    inFlight.resolve({ status: 503 });
    const [again] = await statuses('SUCCEEDED');
    expect(again?.attempts.map(({ status }) => status)).toEqual([...before, 503, 200]);
    expect(receiver.calls).toHaveLength(before.length + 2);
    await receiver.stop();
  });
});
