import { AppError } from '@fileonion/errors';
import { TeamsServiceService } from '@fileonion/contract/teams';
import type { RequestContext } from '@fileonion/service-kit';
import fc from 'fast-check';
import type { Aggregate } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { createPager, type ListRequest, type PageOf } from '..';
import { aContext } from './context';
import { openThings, secret, type ThingRow } from './database';

type Request = Partial<ListRequest> & { name?: string };

describe('the pager', () => {
  let db: Awaited<ReturnType<typeof openThings>>;
  const pageOf: PageOf = createPager({ secret });

  beforeAll(async () => {
    db = await openThings();
    await db.ready();
  });
  afterAll(() => db.drop());

  const aListContext = (parts: Parameters<typeof aContext>[0] = {}) =>
    aContext({ method: TeamsServiceService.listTeams, ...parts });

  async function add(
    ctx: RequestContext,
    ranks: (number | undefined)[],
    createdAt = () => new Date(),
  ): Promise<string[]> {
    const { organizationId } = ctx.principal;
    // Two of three are landmarks, as if lists were long.
    const rows = ranks.map((rank, n) => ({
      _id: uuidv7().slice(0, -3) + ['000', '040', '001'][n % 3],
      organizationId,
      name: uuidv7(),
      rank,
      version: 1,
      createdAt: createdAt(),
      updatedAt: new Date(),
    }));
    await db.things.insertMany(rows);
    return rows.map((row) => row._id);
  }

  function list(ctx: RequestContext, request: Request, pages: PageOf = pageOf) {
    const { organizationId } = ctx.principal;
    const filter = { organizationId, ...(request.name && { name: request.name }) };
    const sorts = { createdAt: 'createdAt', rank: 'rank' };
    return pages(ctx, db.things, {
      filter,
      request: { limit: undefined, cursor: undefined, ...request },
      sorts,
      default: '-createdAt',
    });
  }

  async function walk(
    ctx: RequestContext,
    request: Request,
    between: () => Promise<unknown> = async () => undefined,
  ): Promise<ThingRow[]> {
    const rows: ThingRow[] = [];
    for (let cursor: string | undefined; ; await between()) {
      const answer = await list(ctx, { ...request, cursor });
      rows.push(...answer.rows);
      cursor = answer.page.nextCursor;
      expect(answer.page.hasMore).toBe(cursor !== undefined);
      if (cursor === undefined) return rows;
    }
  }

  it('gives every row that exists during the whole walk exactly once, whatever is added or deleted meanwhile', async () => {
    const steps = fc.array(fc.record({ add: fc.nat({ max: 2 }), remove: fc.nat({ max: 30 }) }), { maxLength: 12 });
    const ties = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 15 });
    const property = fc.asyncProperty(
      ties,
      steps,
      fc.constantFrom('createdAt', '-createdAt'),
      async (offsets, changes, sort) => {
        const ctx = aListContext();
        const { organizationId } = ctx.principal;
        const start = Date.now();
        const [stay, go] = [new Set<string>(), [] as string[]];
        for (const [index, offset] of offsets.entries()) {
          const [id] = (await add(ctx, [index], () => new Date(start + offset))) as [string];
          if (index % 3 === 0) go.push(id);
          else stay.add(id);
        }
        const seen = await walk(ctx, { sort, limit: 2 }, async () => {
          const change = changes.shift();
          if (!change) return;
          await add(ctx, Array(change.add).fill(1), () => new Date(start + change.remove));
          await db.things.deleteOne({ organizationId, _id: go[change.remove] ?? 'none' });
        });
        const ids = seen.map((row) => row._id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.filter((id) => stay.has(id)).length).toBe(stay.size);
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });

  it('puts rows without a value last in both directions', async () => {
    const ranks = fc.array(fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }), { maxLength: 12 });
    const property = fc.asyncProperty(ranks, fc.integer({ min: 1, max: 5 }), async (values, limit) => {
      const ctx = aListContext();
      await add(ctx, values);
      const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
      const empty = values.filter((value) => value === undefined);
      const up = (await walk(ctx, { sort: 'rank', limit })).map((row) => row.rank);
      const down = (await walk(ctx, { sort: '-rank', limit })).map((row) => row.rank);
      expect(up).toEqual([...sorted, ...empty]);
      expect(down).toEqual([...sorted.reverse(), ...empty]);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('lists the newest first, 50 unless told otherwise', async () => {
    const ctx = aListContext();
    let time = Date.now();
    const ids = await add(ctx, Array(51).fill(1), () => new Date((time += 1)));
    const { rows, page } = await list(ctx, {});
    expect(rows.map((row) => row._id)).toEqual(ids.slice(1).reverse());
    expect(page).toMatchObject({ limit: 50, hasMore: true });
  });

  it('knows that a full page is the last one', async () => {
    const ctx = aListContext();
    await add(ctx, [1, 2]);
    expect((await list(ctx, { limit: 2 })).page).toEqual({ limit: 2, hasMore: false, nextCursor: undefined });
  });

  it('confines lists to what was created or changed after a moment', async () => {
    const ctx = aListContext();
    const [, second] = await add(
      ctx,
      [1, 2],
      (() => {
        let day = 0;
        return () => new Date(Date.UTC(2026, 0, (day += 1)));
      })(),
    );
    const { rows } = await list(ctx, { createdAfter: new Date(Date.UTC(2026, 0, 1)) });
    expect(rows.map((row) => row._id)).toEqual([second]);
    expect((await list(ctx, { updatedAfter: new Date(Date.now() + 60_000) })).rows).toEqual([]);
  });

  it('reads on for nobody: a call that is over ends it, on the server too', async () => {
    const ctx = aListContext({ timeoutMs: 2000 });
    await add(ctx, [1, 2, 3]);
    const read = jest.spyOn(db.things, 'aggregate');
    const over = { ...ctx, signal: AbortSignal.abort(new AppError('deadline_exceeded')) };
    await expect(list(over, { sort: 'rank' })).rejects.toMatchObject({ reason: 'deadline_exceeded' });
    expect(read).not.toHaveBeenCalled();
    await list(ctx, { sort: 'rank' });
    const bounds = read.mock.results.map(({ value }) => (value as Aggregate<unknown>).options.maxTimeMS);
    read.mockRestore();
    expect(bounds.length).toBeGreaterThan(0);
    for (const bound of bounds) expect(bound).toBeLessThanOrEqual(2500);
  });

  it('accepts a cursor with another limit', async () => {
    const ctx = aListContext();
    await add(ctx, [1, 2, 3, 4]);
    const first = await list(ctx, { limit: 1 });
    expect((await list(ctx, { limit: 3, cursor: first.page.nextCursor })).rows).toHaveLength(3);
  });

  describe('refuses a cursor', () => {
    const refused = async (answer: Promise<unknown>) =>
      expect(await answer.catch((error: AppError) => error.reason)).toBe('invalid_cursor');
    let ctx: RequestContext;
    let cursor: string;
    beforeAll(async () => {
      ctx = aListContext();
      await add(ctx, [1, 2, 3]);
      cursor = (await list(ctx, { limit: 1 })).page.nextCursor!;
    });

    it('that is forged', () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(fc.string(), fc.base64String()), (forged) => refused(list(ctx, { cursor: forged }))),
      ));

    it('in which one character was changed', async () => {
      const changed = [...cursor].map(
        (char, at) => cursor.slice(0, at) + (char === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
      );
      for (const forged of changed.slice(0, -1)) await refused(list(ctx, { cursor: forged }));
    });

    it('that was made under another secret', () =>
      refused(list(ctx, { cursor }, createPager({ secret: Buffer.alloc(32, 8) }))));
    it('with another order', () => refused(list(ctx, { cursor, sort: 'createdAt' })));
    it('with another filter', () => refused(list(ctx, { cursor, name: 'Sales' })));
    it('with another time filter', () => refused(list(ctx, { cursor, createdAfter: new Date(0) })));
    it('of another list', () =>
      refused(list(aListContext({ ...ids(ctx), method: TeamsServiceService.listMyTeams }), { cursor })));
    it('of another organization', () =>
      refused(list(aListContext({ ...ids(ctx), organizationId: uuidv7() }), { cursor })));
    it('of another user', () => refused(list(aListContext({ ...ids(ctx), userId: uuidv7() }), { cursor })));

    const ids = ({ principal: { organizationId, userId } }: RequestContext) => ({ organizationId, userId });
  });
});
