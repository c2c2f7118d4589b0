import { Role } from '@fileonion/contract/api';
import { Permission, Priority, Visibility } from '@fileonion/contract/requests';
import { createPager, modelsReady, openMongo } from '@fileonion/mongo';
import { silentLogger, testConfig } from '@fileonion/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { canEdit, canSee, visibleFilter, type AccessFacts, type Viewer } from '../access';
import { newRequest, type RequestRow } from '../request';
import { derivedOf } from '../request-derived';
import { createRequestRepository } from '../request-repository';

const rounds = 5;
const requestsPerRound = 200;
const callersPerRound = 25;

const users = ['u1', 'u2', 'u3', 'u4', 'u5'];
const teams = ['t1', 't2', 't3', 't4'];

const aRequest: fc.Arbitrary<AccessFacts> = fc.record({
  visibility: fc.constantFrom(Visibility.TENANT, Visibility.TEAM, Visibility.PRIVATE, Visibility.SHARED),
  assigneeUserId: fc.option(fc.constantFrom(...users), { nil: undefined }),
  assigneeTeamId: fc.option(fc.constantFrom(...teams), { nil: undefined }),
  grants: fc.uniqueArray(
    fc.record({
      granteeId: fc.constantFrom(...users, ...teams),
      permission: fc.constantFrom(Permission.VIEW, Permission.EDIT),
    }),
    { selector: ({ granteeId }) => granteeId, maxLength: 4 },
  ),
});

const aCaller = fc.record({
  userId: fc.constantFrom(...users),
  role: fc.constantFrom(Role.OWNER, Role.ADMIN, Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.MEMBER),
  teamIds: fc.subarray(teams),
});

/** API.md § 6, sentence by sentence. */
function reading(
  caller: Viewer,
  { visibility, assigneeUserId, assigneeTeamId, grants }: AccessFacts,
): { sees: boolean; edits: boolean } {
  let sees = false;
  let edits = false;
  if (caller.role === 'OWNER' || caller.role === 'ADMIN') sees = edits = true;
  if (assigneeUserId === caller.userId) sees = edits = true;
  if (visibility === 'TENANT') sees = edits = true;
  if (visibility === 'TEAM') for (const team of caller.teamIds) if (team === assigneeTeamId) sees = edits = true;
  for (const { granteeId, permission } of visibility === 'PRIVATE' ? [] : grants) {
    if (granteeId !== caller.userId && !caller.teamIds.includes(granteeId)) continue;
    sees = true;
    if (permission === 'EDIT') edits = true;
  }
  return { sees, edits };
}

describe('who sees a request', () => {
  const { MONGODB_URI: uri, NAMESPACE: database } = testConfig();

  it(`is the same by predicate, by filter and by the book, in ${rounds * requestsPerRound * callersPerRound} cases`, async () => {
    const mongo = await openMongo({ uri, database, logger: silentLogger });
    createRequestRepository(mongo.connection, createPager({ secret: Buffer.alloc(32) }));
    await modelsReady(mongo.connection);
    const requests = mongo.connection.model<RequestRow>('Request');
    const contradictions: unknown[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const organizationId = uuidv7();
      const rows = fc.sample(aRequest, requestsPerRound).map((facts) => rowOf(organizationId, facts));
      await requests.insertMany(rows);
      for (const parts of fc.sample(aCaller, callersPerRound)) {
        const caller = { ...parts, organizationId };
        const found = await requests.find({ organizationId, ...visibleFilter(caller) }, { _id: 1 }).lean();
        const byFilter = new Set(found.map(({ _id }) => _id));
        for (const row of rows) {
          const { sees, edits } = reading(caller, row);
          const agree =
            byFilter.has(row._id) === sees && canSee(caller, row) === sees && canEdit(caller, row) === edits;
          if (!agree) contradictions.push({ caller, row });
        }
      }
    }
    expect(contradictions).toEqual([]);
    await mongo.connection.dropDatabase();
    await mongo.close();
  }, 120_000);
});

function rowOf(organizationId: string, facts: AccessFacts): RequestRow {
  const fields = { title: 'x', priority: Priority.NORMAL, tags: [], visibility: facts.visibility };
  const now = new Date();
  const state = { ...newRequest(fields, { stageId: 's', createdBy: 'u', items: [], itemIds: [], now }), ...facts };
  return {
    ...state,
    ...derivedOf(organizationId, state),
    _id: uuidv7(),
    organizationId,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
