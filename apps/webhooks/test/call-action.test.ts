import { eventually, startReceiver, type WebhookReceiver } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aMove, anAction, anActionOwner, move } from './an-action';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('the call of an action', () => {
  let service: WebhooksUnderTest;
  let receiver: WebhookReceiver;
  const clock = aClock();
  beforeAll(async () => {
    service = await startWebhooks({ now: clock.now });
  });
  afterAll(() => service.stop());
  beforeEach(async () => void (receiver = await startReceiver()));
  afterEach(() => receiver.stop());

  it('is made once for a move, with the request as GET shows it under the payload', async () => {
    const payload = { title: 'Another', custom: { a: [1] }, stage: { extra: true }, tags: ['c'] };
    const { organizationId, actionId, statuses } = await anAction(service, { url: receiver.url, payload });
    const event = aMove(organizationId);
    await move(service, event, event);
    await move(service, event);
    const [delivery] = await statuses('SUCCEEDED');
    expect(receiver.calls).toHaveLength(1);
    const [call] = receiver.calls;
    expect(call).toMatchObject({ method: 'POST', path: '/hook' });
    expect(call?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-fileonion-delivery': delivery?.id,
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    });
    expect(call?.headers).not.toHaveProperty('authorization');
    expect(call?.event).toMatchObject({
      id: event.aggregateId,
      title: 'Another',
      visibility: 'tenant',
      clientId: null,
      items: [],
      tags: ['c'],
      stage: { name: 'Approved', key: null, extra: true },
      custom: { a: [1] },
    });
    expect(delivery).toMatchObject({ actionId, requestId: event.aggregateId, nextAttemptAt: undefined });
    expect(delivery?.attempts).toMatchObject([{ status: 200, error: undefined }]);
  });

  it.each(['PUT', 'PATCH'] as const)(
    'is a %s where the action says so, with the payload alone if asked to',
    async (method) => {
      const parts = { url: receiver.url, method, payload: { a: null }, includeRequestData: false };
      const { organizationId, statuses } = await anAction(service, parts);
      await move(service, aMove(organizationId));
      await statuses('SUCCEEDED');
      expect(receiver.calls).toMatchObject([{ method, event: { a: null } }]);
    },
  );

  it('is made for the moves that its trigger names, while it is on and from its creation', async () => {
    const owner = anActionOwner(service);
    const [from, to] = [uuidv7(), uuidv7()];
    const triggers = [{}, { fromStageId: from }, { toStageId: to }, { fromStageId: from, toStageId: to }];
    const all = [];
    for (const trigger of triggers) all.push(await anAction(service, { url: receiver.url, trigger }, owner));
    const off = await anAction(service, { url: receiver.url, enabled: false }, owner);
    const { organizationId } = owner;
    await move(service, aMove(organizationId), aMove(organizationId, { from }), aMove(organizationId, { from, to }));
    await move(service, aMove(organizationId, { occurredAt: new Date(Date.now() - 60_000) }));
    const counts = [3, 2, 1, 1];
    for (const [index, { statuses }] of all.entries()) await statuses(...Array(counts[index]).fill('SUCCEEDED'));
    expect(await off.list()).toEqual([]);
  });

  it('is repeated so often and after so long as the action says, and logged each time', async () => {
    await receiver.stop();
    receiver = await startReceiver((_call, index) => ({ status: 500 + index, body: `no ${index}` }));
    const retry = { maxRetries: 2, delaySeconds: 100 };
    const { organizationId, statuses, list } = await anAction(service, { url: receiver.url, retry });
    await move(service, aMove(organizationId));
    for (const count of [1, 2]) {
      const [delivery] = await eventually(async () => {
        const found = await list();
        expect(found[0]?.attempts).toHaveLength(count);
        return found;
      });
      const { at, durationMs } = delivery!.attempts[count - 1]!;
      expect(delivery!.status).toBe('PENDING');
      expect(delivery!.nextAttemptAt!.getTime() - at!.getTime() - durationMs).toBe(100_000);
      clock.advance(100_000);
    }
    const [delivery] = await statuses('FAILED');
    expect(delivery?.attempts).toMatchObject([
      { status: 500, error: 'the endpoint answered 500', answer: 'no 0' },
      { status: 501, answer: 'no 1' },
      { status: 502, answer: 'no 2' },
    ]);
    expect(new Set(receiver.calls.map(({ headers }) => headers['x-fileonion-delivery']))).toEqual(
      new Set([delivery?.id]),
    );
  });

  it('delays nobody else when it fails', async () => {
    const owner = anActionOwner(service);
    const dead = await anAction(service, { url: 'https://nowhere.invalid/' }, owner);
    const alive = await anAction(service, { url: receiver.url }, owner);
    await move(service, aMove(owner.organizationId), aMove(owner.organizationId));
    await alive.statuses('SUCCEEDED', 'SUCCEEDED');
    await eventually(async () => expect((await dead.list())[0]?.attempts).toHaveLength(1));
    expect((await dead.list())[0]?.attempts[0]).toMatchObject({
      status: undefined,
      error: expect.stringMatching(/host/),
    });
  });

  it('is not made any more once the action is switched off, and the log says so', async () => {
    await receiver.stop();
    receiver = await startReceiver(() => ({ status: 500 }));
    const { organizationId, update, statuses, list } = await anAction(service, { url: receiver.url });
    await move(service, aMove(organizationId));
    await eventually(async () => expect((await list())[0]?.attempts).toHaveLength(1));
    await update({ enabled: false });
    clock.advance(60_000);
    const [delivery] = await statuses('FAILED');
    expect(delivery?.attempts).toMatchObject([
      { status: 500 },
      { status: undefined, error: 'the action is switched off' },
    ]);
    expect(receiver.calls).toHaveLength(1);
  });

  it('can be tested and made again, the action being on or off, with the same body and delivery id', async () => {
    const { organizationId, actions, actionId, update, test, statuses } = await anAction(service, {
      url: receiver.url,
      payload: { first: true },
    });
    await move(service, aMove(organizationId));
    const [first] = await statuses('SUCCEEDED');
    await update({ enabled: false, payload: { second: true } });
    const queued = await actions.redeliverActionDelivery({ actionId, deliveryId: first!.id });
    expect(queued.delivery).toMatchObject({ id: first!.id, status: 'PENDING', nextAttemptAt: expect.any(Date) });
    await eventually(() => expect(receiver.calls).toHaveLength(2));
    expect(receiver.calls[1]?.body).toBe(receiver.calls[0]?.body);
    expect(receiver.calls[1]?.headers['x-fileonion-delivery']).toBe(first!.id);
    const [again] = await statuses('SUCCEEDED');
    expect(again?.attempts).toHaveLength(2);

    expect(await test()).toMatchObject({ actionId, requestId: undefined, status: 'PENDING', attempts: [] });
    await statuses('SUCCEEDED', 'SUCCEEDED');
    expect(receiver.calls[2]?.event).toMatchObject({
      second: true,
      title: expect.any(String),
      stage: { id: expect.any(String) },
    });
  });

  it('is listed by status, with other organizations finding nothing', async () => {
    const { organizationId, list, actionId, statuses } = await anAction(service, { url: receiver.url });
    const other = await anAction(service, { url: receiver.url });
    await move(service, aMove(organizationId));
    const [delivery] = await statuses('SUCCEEDED');
    expect(await list({ status: 'FAILED' })).toEqual([]);
    expect(await list({ status: 'SUCCEEDED' })).toHaveLength(1);
    await expect(other.list({ actionId })).rejects.toMatchObject({ reason: 'not_found' });
    for (const id of [actionId, other.actionId]) {
      const again = other.actions.redeliverActionDelivery({ actionId: id, deliveryId: delivery!.id });
      await expect(again).rejects.toMatchObject({ reason: 'not_found' });
    }
  });
});
