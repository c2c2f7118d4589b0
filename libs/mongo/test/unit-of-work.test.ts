import { setTimeout as pause } from 'node:timers/promises';
import { CreateTeamResponse } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { createUnitOfWork, type Tx, type UnitOfWork } from '..';
import { mapDuplicateKey } from '../faults';
import { guard } from '../guard';
import { aContext, logger } from './context';
import { openThings, secret } from './database';

describe('the unit of work', () => {
  let db: Awaited<ReturnType<typeof openThings>>;
  let unitOfWork: UnitOfWork;

  beforeAll(async () => {
    db = await openThings();
    unitOfWork = createUnitOfWork({ connection: db.mongo.connection, secret, logger });
    await db.ready();
  });
  afterAll(() => db.drop());

  async function insert(tx: Tx, name: string, id = uuidv7()): Promise<CreateTeamResponse> {
    const { organizationId } = tx.ctx.principal;
    const row = { _id: id, organizationId, name, version: 1, createdAt: tx.now, updatedAt: tx.now };
    await db.things.insertMany([row], { session: tx.session }).catch(mapDuplicateKey({ unique_name: 'name_taken' }));
    return CreateTeamResponse.fromPartial({ team: { id, name } });
  }

  const names = (ctx: RequestContext) => db.things.distinct('name', { organizationId: ctx.principal.organizationId });

  function duplicates(count: number, parts: Partial<RequestContext> = {}): RequestContext[] {
    const same = {
      organizationId: uuidv7(),
      userId: uuidv7(),
      idempotency: { key: uuidv7(), fingerprint: 'POST /teams' },
    };
    return Array.from({ length: count }, () => aContext({ ...same, ...parts }));
  }

  it('gives 50 concurrent duplicates of one key one effect and one answer, 49 of them as replays', async () => {
    const calls = duplicates(50);
    const answers = await Promise.all(calls.map((ctx) => unitOfWork(ctx, (tx) => insert(tx, `Sales ${uuidv7()}`))));

    expect(new Set(answers.map((answer) => answer.team?.id)).size).toBe(1);
    expect(await names(calls[0]!)).toEqual([answers[0]?.team?.name]);
    expect(calls.filter((ctx) => ctx.reply.replayed)).toHaveLength(49);
  });

  it('replays to duplicates that collide on a unique name instead of refusing them', async () => {
    const calls = duplicates(10);
    await Promise.all(calls.map((ctx) => unitOfWork(ctx, (tx) => insert(tx, 'Sales'))));
    expect(await names(calls[0]!)).toEqual(['Sales']);
  });

  it('replays the flags of the answer', async () => {
    const [first, second] = duplicates(2) as [RequestContext, RequestContext];
    await unitOfWork(first, async (tx) => {
      Object.assign(tx.ctx.reply, { existed: true, etag: '"3"' });
      return insert(tx, 'Sales');
    });
    await unitOfWork(second, (tx) => insert(tx, 'Never'));
    expect(second.reply).toEqual({ existed: true, replayed: true, etag: '"3"' });
  });

  it('replays without preparing anew, because what it asks of others may have changed since', async () => {
    const [first, second, other] = duplicates(3) as [RequestContext, RequestContext, RequestContext];
    await unitOfWork(
      first,
      async () => 'Sales',
      (tx, name) => insert(tx, name),
    );
    const gone = () => Promise.reject(new AppError('not_found'));
    await unitOfWork(second, gone, (tx, name: string) => insert(tx, name));
    expect(second.reply.replayed).toBe(true);

    Object.assign(other, { idempotency: { ...first.idempotency!, key: uuidv7() } });
    await expect(unitOfWork(other, gone, (tx, name: string) => insert(tx, name))).rejects.toMatchObject({
      reason: 'not_found',
    });
  });

  it('refuses a key that comes back with another call', async () => {
    const [first] = duplicates(1) as [RequestContext];
    await unitOfWork(first, (tx) => insert(tx, 'Sales'));
    const other = { ...first.idempotency!, fingerprint: 'POST /teams other' };
    const again = aContext({ ...first.principal, idempotency: other });
    await expect(unitOfWork(again, (tx) => insert(tx, 'Other'))).rejects.toMatchObject({
      reason: 'idempotency_key_reused',
    });
  });

  it('keeps keys of organizations and of credentials apart', async () => {
    const [first] = duplicates(1) as [RequestContext];
    const colleague = aContext({ organizationId: first.principal.organizationId, idempotency: first.idempotency });
    const stranger = aContext({ userId: first.principal.userId, idempotency: first.idempotency });
    for (const ctx of [first, colleague, stranger]) await unitOfWork(ctx, (tx) => insert(tx, uuidv7()));
    expect([first, colleague, stranger].map((ctx) => ctx.reply.replayed)).toEqual([false, false, false]);
  });

  it('leaves neither effect nor kept answer when it dies between the write and the commit', async () => {
    const [first, second] = duplicates(2) as [RequestContext, RequestContext];
    const dies = unitOfWork(first, async (tx) => {
      await insert(tx, 'Sales');
      throw new Error('killed');
    });
    await expect(dies).rejects.toThrow('killed');
    expect(await names(first)).toEqual([]);

    await unitOfWork(second, (tx) => insert(tx, 'Sales'));
    expect(second.reply.replayed).toBe(false);
  });

  it('does not keep refusals', async () => {
    const [first, second] = duplicates(2) as [RequestContext, RequestContext];
    const refused = unitOfWork(first, async () => {
      throw new AppError('default_team');
    });
    await expect(refused).rejects.toMatchObject({ reason: 'default_team' });
    await unitOfWork(second, (tx) => insert(tx, 'Sales'));
    expect(await names(second)).toEqual(['Sales']);
  });

  it('shows neither key nor answer in the database', async () => {
    const [ctx] = duplicates(1) as [RequestContext];
    await unitOfWork(ctx, async (tx) => {
      await insert(tx, 'Sales');
      return CreateTeamResponse.fromPartial({ team: { name: 'one-time-secret' } });
    });
    const rows = await db.mongo.connection.collection('idempotency').find().toArray();
    const stored = rows.map((row) => JSON.stringify(row) + (row['answer'] as Buffer).toString('latin1')).join();
    expect(stored).not.toContain('one-time-secret');
    expect(stored).not.toContain(ctx.idempotency?.key);
    expect(stored).not.toContain(ctx.idempotency?.fingerprint);
  });

  it('says that the first call is still in progress to a duplicate that waited for 10 s', async () => {
    const [first, second] = duplicates(2, { deadline: Date.now() + 60_000 }) as [RequestContext, RequestContext];
    const begun = Promise.withResolvers<void>();
    let released = false;
    const slow = unitOfWork(first, async (tx) => {
      const answer = await insert(tx, 'Sales');
      begun.resolve();
      // At work all the time: a server gives up a transaction of which it hears nothing.
      while (!released) {
        await db.things.findOne({ organizationId: first.principal.organizationId }, null, { session: tx.session });
        await pause(100);
      }
      return answer;
    });
    await begun.promise;
    await expect(unitOfWork(second, (tx) => insert(tx, 'Other'))).rejects.toMatchObject({
      reason: 'idempotency_in_progress',
    });
    released = true;
    await slow;
    expect(await names(first)).toEqual(['Sales']);
  });

  it('runs what waits for the commit once, and not at all without a commit', async () => {
    const ctx = aContext();
    const heard: string[] = [];
    const work = (name: string) =>
      unitOfWork(ctx, async (tx) => {
        tx.afterCommit(() => heard.push(name));
        return insert(tx, name);
      });
    await work('Sales');
    await expect(work('Sales')).rejects.toMatchObject({ reason: 'name_taken' });
    expect(heard).toEqual(['Sales']);
  });

  it('gives up at the deadline of the call', async () => {
    const late = aContext({ timeoutMs: -1 });
    await expect(unitOfWork(late, (tx) => insert(tx, 'Sales'))).rejects.toMatchObject({ reason: 'deadline_exceeded' });
  });

  it('keeps every one of 30 concurrent changes of one row', async () => {
    const ctx = aContext();
    const id = uuidv7();
    await unitOfWork(ctx, (tx) => insert(tx, 'Counter', id));
    const key = { _id: id, organizationId: ctx.principal.organizationId };
    const add = () => unitOfWork(ctx, (tx) => db.things.updateOne(key, { $inc: { rank: 1 } }, { session: tx.session }));
    await Promise.all(Array.from({ length: 30 }, add));
    expect((await db.things.findOne(key).lean())?.rank).toBe(30);
  });

  it('lets all of 60 calls that find out late that they conflict succeed within their time', async () => {
    const { organizationId } = aContext().principal;
    const root = uuidv7();
    await unitOfWork(aContext({ organizationId }), (tx) => insert(tx, 'Root', root));
    const addBelow = () =>
      unitOfWork(aContext({ organizationId }), async (tx) => {
        for (let n = 0; n < 4; n += 1) await insert(tx, uuidv7());
        await guard(tx, db.things, organizationId, root);
      });
    await Promise.all(Array.from({ length: 60 }, addBelow));
    expect(await db.things.countDocuments({ organizationId })).toBe(241);
  });

  it('keeps a rule over several rows when two callers break it together, for 30 rounds', async () => {
    for (let round = 0; round < 30; round += 1) {
      const ctx = aContext();
      const { organizationId } = ctx.principal;
      const [root, one, two] = [uuidv7(), uuidv7(), uuidv7()];
      for (const id of [root, one, two]) await unitOfWork(ctx, (tx) => insert(tx, id, id));
      const leave = (id: string) =>
        unitOfWork(ctx, async (tx) => {
          await guard(tx, db.things, organizationId, root);
          const left = await db.things.countDocuments(
            { organizationId, _id: { $in: [one, two] } },
            { session: tx.session },
          );
          if (left === 1) throw new AppError('last_owner');
          await db.things.deleteOne({ organizationId, _id: id }, { session: tx.session });
        });
      const results = await Promise.allSettled([leave(one), leave(two)]);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      expect(await db.things.countDocuments({ organizationId })).toBe(2);
    }
  });

  it('reports whether the guarded row exists', async () => {
    const ctx = aContext();
    const missing = unitOfWork(ctx, (tx) => guard(tx, db.things, ctx.principal.organizationId, uuidv7()));
    await expect(missing).resolves.toBe(false);
  });
});
