import { setImmediate as nextRound } from 'node:timers/promises';
import { answered, unanswered } from './attempt';
import { sendBatch } from './batch';
import type { DueDelivery } from './delivery-queue';
import type { PreparedTarget } from './sender';
import type { TargetRow } from './target';

const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
const prepared: PreparedTarget = {
  send: async () => answer,
  delayAfter: () => 1000,
  afterFailure: async () => false,
};
const due = ['open', 'failing'].map((id) => ({ _id: id, aggregateId: id, seq: 1, tries: 0 }) as DueDelivery);

it('goes on until every attempt has ended, also when the database fails beside one, so that none is made twice', async () => {
  const begun = Promise.withResolvers<void>();
  const answering = Promise.withResolvers<void>();
  const failing = Promise.withResolvers<void>();
  const told: string[] = [];
  const settingsOf = jest.fn(async () => {
    if (settingsOf.mock.calls.length === 1) return prepared;
    await begun.promise;
    failing.resolve();
    throw new Error('the database is away');
  });
  const batch = sendBatch(
    {
      attempter: {
        async attempt() {
          begun.resolve();
          await answering.promise;
          return answered(new Date(), 1, answer);
        },
        cut: () => undefined,
      },
      recorder: { record: async ({ delivery }) => void told.push(`recorded ${delivery._id}`) },
      settings: { of: settingsOf, forget: () => undefined },
      withBody: async (delivery) => delivery,
    },
    {
      target: { _id: 'target', slow: false } as TargetRow,
      health: { slow: false },
      due,
      atOnce: 4,
      slot: async () => () => undefined,
      mayAttempt: () => true,
    },
  );
  const ended = batch.catch((error: Error) => void told.push(error.message));
  await failing.promise;
  await nextRound();
  expect(told).toEqual([]);
  answering.resolve();
  await ended;
  expect(told).toEqual(['recorded open', 'the database is away']);
});

describe('a turn of a slow target', () => {
  /** How many of ten deliveries are attempted in a turn, when each fails after so long. */
  async function attemptsOf(durationMs: number): Promise<number> {
    const attempt = jest.fn(async () => unanswered(new Date(), durationMs, new Error('no')));
    const ids = Array.from({ length: 10 }, (_, n) => `delivery-${n}`);
    const { complete } = await sendBatch(
      {
        attempter: { attempt, cut: () => undefined },
        recorder: { record: async () => undefined },
        settings: { of: async () => prepared, forget: () => undefined },
        withBody: async (delivery) => delivery,
      },
      {
        target: { _id: 'target', slow: true } as TargetRow,
        health: { slow: true },
        due: ids.map((_id) => ({ _id, aggregateId: _id, seq: 1, tries: 0 }) as DueDelivery),
        atOnce: 1,
        slot: async () => () => undefined,
        mayAttempt: () => true,
      },
    );
    expect(complete).toBe(attempt.mock.calls.length === ids.length);
    return attempt.mock.calls.length;
  }

  it('has one attempt that hangs, and many whose failures come quickly', async () => {
    expect([await attemptsOf(15_000), await attemptsOf(1500), await attemptsOf(20)]).toEqual([1, 2, 10]);
  });
});

it('reads what a delivery sends when its turn has come, not before', async () => {
  const told: string[] = [];
  await sendBatch(
    {
      attempter: {
        async attempt(_prepared, { _id }) {
          told.push(`sent ${_id}`);
          return answered(new Date(), 1, answer);
        },
        cut: () => undefined,
      },
      recorder: { record: async () => undefined },
      settings: { of: async () => prepared, forget: () => undefined },
      async withBody(delivery) {
        told.push(`read ${delivery._id}`);
        return delivery;
      },
    },
    {
      target: { _id: 'target', slow: false } as TargetRow,
      health: { slow: false },
      due,
      atOnce: 1,
      slot: async () => () => undefined,
      mayAttempt: () => true,
    },
  );
  expect(told).toEqual(['read open', 'sent open', 'read failing', 'sent failing']);
});

it('tells an attempt before it considers switching the target off, which may fail', async () => {
  const told: string[] = [];
  const batch = sendBatch(
    {
      attempter: { attempt: async () => unanswered(new Date(), 1, new Error('no')), cut: () => undefined },
      recorder: { record: async ({ delivery }) => void told.push(delivery._id) },
      settings: {
        of: async () => ({ ...prepared, afterFailure: () => Promise.reject(new Error('the database is away')) }),
        forget: () => undefined,
      },
      withBody: async (delivery) => delivery,
    },
    {
      target: { _id: 'target', slow: false } as TargetRow,
      health: { slow: false },
      due: due.slice(0, 1),
      atOnce: 1,
      slot: async () => () => undefined,
      mayAttempt: () => true,
    },
  );
  await expect(batch).rejects.toThrow('the database is away');
  expect(told).toEqual(['open']);
});
