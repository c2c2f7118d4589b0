import { Role, type Principal } from '@fileonion/contract/api';
import {
  ListClientsRequest,
  ListRequestsRequest,
  ListTransitionRulesRequest,
  Priority,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import { createPager, modelsReady, type Tx } from '@fileonion/mongo';
import { requestContext } from '@fileonion/service-kit';
import { aPrincipal, silentLogger, testConfig } from '@fileonion/testing';
import { createConnection, type Connection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { createClientRepository } from '../client-repository';
import { createGrantRepository } from '../grant-repository';
import { newRequest } from '../request';
import { createRequestRepository } from '../request-repository';
import { createRuleRepository } from '../rule-repository';
import { createTombstoneRepository } from '../tombstone-repository';

type Command = Record<string, unknown>;

const filters = {
  assigneeUserId: 'u',
  assigneeTeamId: 't',
  clientId: 'c',
  visibility: Visibility.TENANT,
  priority: Priority.LOW,
  tag: 't',
  overdue: true,
  q: 'tax',
  createdAfter: new Date(0),
  updatedAfter: new Date(0),
};

describe('every page of a list', () => {
  const { MONGODB_URI: uri, NAMESPACE: dbName } = testConfig();
  const owner = aPrincipal();
  const teamIds = Array.from({ length: 50 }, () => uuidv7());
  const member = { ...owner, userId: uuidv7(), role: Role.MEMBER, teamIds };
  const reads: Command[] = [];
  let connection: Connection;
  let requests: ReturnType<typeof createRequestRepository>;
  let grants: ReturnType<typeof createGrantRepository>;
  let clients: ReturnType<typeof createClientRepository>;
  let rules: ReturnType<typeof createRuleRepository>;
  let tombstones: ReturnType<typeof createTombstoneRepository>;

  beforeAll(async () => {
    connection = await createConnection(uri, { dbName, monitorCommands: true }).asPromise();
    const pageOf = createPager({ secret: Buffer.alloc(32) });
    requests = createRequestRepository(connection, pageOf);
    grants = createGrantRepository(connection, pageOf);
    clients = createClientRepository(connection, pageOf);
    rules = createRuleRepository(connection, pageOf);
    tombstones = createTombstoneRepository(connection);
    await modelsReady(connection);
    await inSession(someRequests);
    connection.getClient().on('commandStarted', ({ command, commandName }) => {
      if (commandName === 'aggregate' || commandName === 'find') reads.push(command);
    });
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  async function inSession<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const session = await connection.startSession();
    try {
      return await work({ session, now: new Date(), ctx: contextOf(owner), afterCommit: () => undefined });
    } finally {
      await session.endSession();
    }
  }

  async function someRequests(tx: Tx): Promise<void> {
    const fields = {
      title: 'Tax',
      priority: Priority.LOW,
      tags: ['t'],
      visibility: Visibility.TENANT,
      assigneeUserId: 'u',
    };
    const state = newRequest(fields, { stageId: 's', createdBy: 'u', items: [], itemIds: [], now: tx.now });
    for (let n = 0; n < 4; n += 1) await requests.insert(owner.organizationId, tx, uuidv7(), { state, version: 1 });
  }

  /** What MongoDB says of the reads of two pages. */
  async function plansOf(caller: Principal, query: object, stageId?: string): Promise<string[]> {
    reads.length = 0;
    const request = ListRequestsRequest.fromPartial({ limit: 2, ...query });
    const { page } = await requests.page(contextOf(caller), request, stageId);
    if (page.nextCursor) await requests.page(contextOf(caller), { ...request, cursor: page.nextCursor }, stageId);
    return explain();
  }

  async function explain(): Promise<string[]> {
    const plans = reads.splice(0).map(async ({ aggregate, pipeline, find, filter, sort }) => {
      const explained = aggregate ? { aggregate, pipeline, cursor: {} } : { find, filter, ...(sort ? { sort } : {}) };
      return JSON.stringify(await connection.db!.command({ explain: explained, verbosity: 'queryPlanner' }));
    });
    return Promise.all(plans);
  }

  function expectIndexes(plans: string[]): void {
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).toContain('IXSCAN');
      expect(plan).not.toContain('COLLSCAN');
    }
  }

  it.each([
    ['an owner', owner],
    ['a member of 50 teams', member],
  ])('comes from an index for %s in every order', async (_, caller) => {
    for (const sort of ['createdAt', 'dueDate', 'priority', 'updatedAt']) {
      for (const direction of ['', '-']) expectIndexes(await plansOf(caller, { sort: `${direction}${sort}` }));
    }
  });

  it.each([
    ['an owner', owner],
    ['a member of 50 teams', member],
  ])('comes from an index for %s with every filter', async (_, caller) => {
    for (const [name, value] of Object.entries(filters)) expectIndexes(await plansOf(caller, { [name]: value }));
    expectIndexes(await plansOf(caller, {}, 's'));
  });

  it('comes from an index for what was shared with a member of 50 teams', async () => {
    reads.length = 0;
    await grants.pageOfMine(contextOf(member), {
      limit: 2,
      cursor: undefined,
      sort: undefined,
      createdAfter: undefined,
      updatedAfter: undefined,
    });
    expectIndexes(await explain());
  });

  it.each([{}, { email: 'ada@example.com' }, { q: 'ada' }, { sort: 'name' }, { sort: '-updatedAt' }])(
    'comes from an index for clients by %p',
    async (query) => {
      reads.length = 0;
      await clients.page(contextOf(owner), ListClientsRequest.fromPartial(query));
      expectIndexes(await explain());
    },
  );

  it.each([{}, { fromStageId: 'a' }, { toStageId: 'b' }, { fromStageId: 'a', toStageId: 'b' }])(
    'comes from an index in its order for rules by %p',
    async (query) => {
      reads.length = 0;
      await rules.page(contextOf(owner), ListTransitionRulesRequest.fromPartial(query));
      const plans = await explain();
      expectIndexes(plans);
      const filterAndOrder = [...Object.keys(query), 'createdAt', '_id'].map((field) => `"${field}":1`).join();
      for (const plan of plans) expect(plan).toContain(filterAndOrder);
    },
  );

  it('is not the only read that comes from an index: so do those of the timer', async () => {
    reads.length = 0;
    await requests.expired(new Date(), 10);
    await tombstones.due(new Date(), 10);
    expectIndexes(await explain());
  });

  it('is not the only read that comes from an index: so do those of the rules for a move, one row each', async () => {
    const fields = { fromStageId: 'a', toStageId: 'b', roles: [Role.ADMIN] };
    await inSession((tx) => rules.insert(owner.organizationId, tx, uuidv7(), fields));
    reads.length = 0;
    const move = { from: 'a', to: 'b', role: Role.OWNER };
    expect(await inSession((tx) => rules.allow(owner.organizationId, tx, move))).toBe(false);
    expect(reads).toMatchObject([{ limit: 1 }, { pipeline: expect.arrayContaining([{ $limit: 1 }]) }]);
    expectIndexes(await explain());
  });

  function contextOf(caller: Principal) {
    return requestContext({
      requestId: 'req',
      traceparent: '',
      ip: '',
      deadline: Date.now() + 15_000,
      signal: new AbortController().signal,
      caller,
      method: RequestsServiceService.listRequests,
      logger: silentLogger,
    });
  }
});
