import { AppError } from '@fileonion/errors';
import { eventually, silentLogger, startReceiver, type WebhookReceiver } from '@fileonion/testing';
import { Query } from 'mongoose';
import { openStore } from '../store';
import { aMove, anAction, move } from './an-action';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('what the call of an action sends', () => {
  const clock = aClock();
  let service: WebhooksUnderTest;
  let receiver: WebhookReceiver;
  let down = true;
  beforeAll(async () => void (service = await startWebhooks({ now: clock.now })));
  afterAll(() => service.stop());
  beforeEach(async () => {
    down = true;
    receiver = await startReceiver(() => (down ? { status: 500 } : undefined));
  });
  afterEach(() => receiver.stop());

  it('is what the action made of requests at the move, whatever it was changed to before it is sent', async () => {
    const { organizationId, list, update, statuses } = await anAction(service, {
      url: receiver.url,
      payload: { n: 1 },
    });
    const moves: string[] = [];
    const moved = async () => {
      const event = aMove(organizationId);
      moves.push(event.aggregateId);
      await move(service, event);
    };
    await moved();
    await update({ payload: { n: 2 } });
    await moved();
    await update({ name: 'Only another name' });
    await moved();
    await update({ payload: { n: 3 }, includeRequestData: false });
    await moved();
    await update({ payload: { n: 2 }, includeRequestData: true });
    await eventually(async () => expect((await list()).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1]));

    const before = receiver.calls.length;
    down = false;
    clock.advance(60_000);
    await statuses('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED');
    const bodies = receiver.calls.slice(before).map(({ event: { id, n } }) => ({ id, n }));
    const expected = [1, 2, 2].map((n, index) => ({ id: moves[index], n }));
    expect(bodies).toHaveLength(4);
    expect(bodies).toEqual(expect.arrayContaining([...expected, { id: undefined, n: 3 }]));
    const texts = receiver.calls.map(({ headers, body }) => `${headers['x-fileonion-delivery']} ${body}`);
    expect(new Set(texts).size).toBe(4);
  });

  it('is read before the attempt: where the database fails, none is made and none is counted', async () => {
    const retry = { maxRetries: 1, delaySeconds: 60 };
    const { organizationId, list, update, statuses } = await anAction(service, { url: receiver.url, retry });
    await move(service, aMove(organizationId));
    await eventually(async () => expect((await list())[0]?.attempts).toHaveLength(1));
    await update({ payload: { n: 2 } });
    const exec = Query.prototype.exec;
    const failing = jest.fn();
    const spy = jest.spyOn(Query.prototype, 'exec').mockImplementation(async function (this: Query<unknown, unknown>) {
      if (this.model.modelName !== 'FormerContent') return exec.call(this);
      failing();
      throw new AppError('unavailable');
    });
    down = false;
    clock.advance(60_000);
    await eventually(() => expect(failing.mock.calls.length).toBeGreaterThan(1));
    spy.mockRestore();
    const [delivery] = await statuses('SUCCEEDED');
    expect(delivery?.attempts).toMatchObject([{ status: 500 }, { status: 200 }]);
  });

  it('is stored once for each event, however many actions there are', async () => {
    const { organizationId, statuses, ...owner } = await anAction(service, { url: receiver.url });
    await anAction(service, { url: receiver.url }, { ...owner, organizationId });
    down = false;
    await move(service, aMove(organizationId));
    await statuses('SUCCEEDED');
    const store = await openStore(service.config, silentLogger);
    const rows = await store.connection.collection('deliveries').find({ organizationId }).toArray();
    await store.close();
    expect(rows.map(({ body, actionVersion }) => ({ body, actionVersion }))).toEqual([
      { body: undefined, actionVersion: 1 },
      { body: undefined, actionVersion: 1 },
    ]);
  });
});
