import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTeamResponse } from '@fileonion/contract/teams';
import { startMongo, type EmbeddedServer } from '@fileonion/embedded';
import type { RequestContext } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { createUnitOfWork, type Tx, type UnitOfWork } from '..';
import { aContext, logger } from './context';
import { openThings, secret } from './database';
import { wayToMongo } from './way-to-mongo';

describe('the death of the server', () => {
  let dataDir: string;
  let server: EmbeddedServer;
  let way: Awaited<ReturnType<typeof wayToMongo>>;
  let db: Awaited<ReturnType<typeof openThings>>;
  let unitOfWork: UnitOfWork;
  let restarted = Promise.resolve();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mongo-'));
    server = await startMongo({ dataDir });
    way = await wayToMongo(() => server.port);
    db = await openThings(way.uri);
    unitOfWork = createUnitOfWork({ connection: db.mongo.connection, secret, logger });
    await db.ready();
  });
  afterEach(() => restarted);
  afterAll(async () => {
    await db.mongo.close();
    await way.close();
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  async function insert(tx: Tx): Promise<CreateTeamResponse> {
    const { organizationId } = tx.ctx.principal;
    const id = uuidv7();
    const row = { _id: id, organizationId, name: id, version: 1, createdAt: tx.now, updatedAt: tx.now };
    await db.things.insertMany([row], { session: tx.session });
    return CreateTeamResponse.fromPartial({ team: { id } });
  }

  const ids = async (ctx: RequestContext) =>
    eventually(() => db.things.distinct('_id', { organizationId: ctx.principal.organizationId }));

  async function restart(): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    server = await startMongo({ dataDir, port: server.port });
  }

  it('changes nothing when only the answer to the commit is lost', async () => {
    const ctx = aContext();
    way.loseCommit();
    const { team } = await unitOfWork(ctx, insert);
    expect(await ids(ctx)).toEqual([team?.id]);
  });

  it('with the answer to the commit never makes the work happen twice', async () => {
    const ctx = aContext();
    way.loseCommit(() => (restarted = restart()));
    await expect(unitOfWork(ctx, insert)).rejects.toMatchObject({ reason: 'deadline_exceeded' });
    expect(await ids(ctx)).toHaveLength(1);
  });

  it('with the answer to the commit gives the caller of a keyed call that answer', async () => {
    const ctx = aContext({ idempotency: { key: uuidv7(), fingerprint: 'POST /teams' } });
    way.loseCommit(() => (restarted = restart()));
    const { team } = await unitOfWork(ctx, insert);
    expect(await ids(ctx)).toEqual([team?.id]);
  });

  it('with the answer to the commit, and for longer than the call, is no reason to do the work again', async () => {
    const ctx = aContext({ timeoutMs: 6_000 });
    way.loseCommit(() => process.kill(server.pid, 'SIGKILL'));
    await expect(unitOfWork(ctx, insert)).rejects.toMatchObject({ reason: 'deadline_exceeded' });
    server = await startMongo({ dataDir, port: server.port });
    expect(await ids(ctx)).toHaveLength(1);
  });

  it('is unavailable to reads, and a pause to writes', async () => {
    const ctx = aContext();
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const read = db.things.find({ organizationId: ctx.principal.organizationId }).lean();
    await expect(read).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await db.mongo.ready()).toBe(false);

    const write = unitOfWork(ctx, insert);
    server = await startMongo({ dataDir, port: server.port });
    const { team } = await write;
    expect(await ids(ctx)).toEqual([team?.id]);
    expect(await db.mongo.ready()).toBe(true);
  });

  it('is unavailable to writes as well when it outlasts their deadline, and they say so before', async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const ctx = aContext({ timeoutMs: 6_000 });
    await expect(unitOfWork(ctx, insert)).rejects.toMatchObject({ reason: 'unavailable' });
    expect(Date.now()).toBeLessThan(ctx.deadline);
    server = await startMongo({ dataDir, port: server.port });
  });

  it('is unavailable to a keyed call, and to one that prepares: a server that is away has no other call in progress', async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const keyed = () => aContext({ idempotency: { key: uuidv7(), fingerprint: 'POST /teams' } });
    await expect(unitOfWork(keyed(), async () => undefined, insert)).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(unitOfWork(keyed(), insert)).rejects.toMatchObject({ reason: 'unavailable' });
    server = await startMongo({ dataDir, port: server.port });
  }, 30_000);
});
