import { Role, type Principal } from '@fileonion/contract/api';
import { ListRequestsRequest, RequestsServiceService, Visibility } from '@fileonion/contract/requests';
import { createPager } from '@fileonion/mongo';
import { createLogger, requestContext } from '@fileonion/service-kit';
import { aPrincipal, testConfig } from '@fileonion/testing';
import { createConnection, type Connection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { createGrantRepository } from '../grant-repository';
import { newRequest } from '../request';
import { createRequestRepository } from '../request-repository';

type Command = Record<string, unknown>;

describe('every page of a list', () => {
  const { MONGODB_URI: uri, NAMESPACE: dbName } = testConfig();
  const owner = aPrincipal();
  const member = { ...owner, userId: uuidv7(), role: Role.MEMBER, teamIds: Array.from({ length: 50 }, () => uuidv7()) };
  const reads: Command[] = [];
  let connection: Connection;
  let requests: ReturnType<typeof createRequestRepository>;
  let grants: ReturnType<typeof createGrantRepository>;

  beforeAll(async () => {
    connection = await createConnection(uri, { dbName, monitorCommands: true }).asPromise();
    const pageOf = createPager({ secret: Buffer.alloc(32) });
    requests = createRequestRepository(connection, pageOf);
    grants = createGrantRepository(connection, pageOf);
    for (const model of Object.values(connection.models)) await model.init();
    await someRequests();
    connection.getClient().on('commandStarted', ({ command }) => {
      if ('find' in command) reads.push(command);
    });
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  async function someRequests(): Promise<void> {
    const session = await connection.startSession();
    const tx = { session, now: new Date(), ctx: contextOf(owner), afterCommit: () => undefined };
    for (let n = 0; n < 4; n += 1) {
      const fields = {
        title: 'Tax',
        priority: 'LOW',
        tags: ['t'],
        visibility: Visibility.TENANT,
        assigneeUserId: 'u',
      } as const;
      const rest = { stageId: 's', createdBy: 'u', items: [], itemIds: [], now: tx.now };
      await requests.insert(owner.organizationId, tx, uuidv7(), 1, newRequest({ ...fields, tags: ['t'] }, rest));
    }
    await session.endSession();
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
    const plans = reads.splice(0).map(async ({ find, filter, sort, limit }) => {
      const plan = await connection.db!.command({ explain: { find, filter, sort, limit }, verbosity: 'queryPlanner' });
      return JSON.stringify(plan['queryPlanner'].winningPlan);
    });
    return Promise.all(plans);
  }

  const filters = {
    assigneeUserId: 'u',
    assigneeTeamId: 't',
    clientId: 'c',
    visibility: Visibility.TENANT,
    priority: 'LOW',
    tag: 't',
    overdue: true,
    q: 'tax',
  };

  it.each(['createdAt', 'dueDate', 'priority', 'updatedAt'])('comes from an index in the order of %s', async (sort) => {
    for (const plan of await plansOf(owner, { sort: `-${sort}` })) expect(plan).not.toContain('COLLSCAN');
  });

  it.each(Object.entries(filters))('comes from an index with the filter %s', async (name, value) => {
    const [first] = await plansOf(owner, { [name]: value });
    expect(first).toContain('IXSCAN');
  });

  it('comes from an index with the filter stage', async () => {
    const [first] = await plansOf(owner, {}, 's');
    expect(first).toContain('IXSCAN');
  });

  it('comes from an index for a member of 50 teams, by one condition on whom requests are visible to', async () => {
    const [first] = await plansOf(member, {});
    expect(first).toMatch(/IXSCAN.*"audience":1/);
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
    expect((await explain())[0]).toMatch(/IXSCAN.*"granteeId":1/);
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
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
  }
});
