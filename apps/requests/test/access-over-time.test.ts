import type { Principal } from '@fileonion/contract/api';
import {
  ActivityServiceService,
  CommentsServiceService,
  ListActivityRequest,
  ListCommentsRequest,
  ListRequestsRequest,
  ListStagesRequest,
  Permission,
  RequestsServiceService,
  StagesServiceService,
  UpdateRequestRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { canSee, type AccessFacts } from '../access';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

type Step =
  | { visibility: Visibility }
  | { user: number | undefined }
  | { team: number | undefined }
  | { grantUser: number; permission: Permission }
  | { grantTeam: number }
  | { revoke: number };

const index = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ visibility: fc.constantFrom(Visibility.TENANT, Visibility.TEAM, Visibility.PRIVATE, Visibility.SHARED) }),
  fc.record({ user: fc.option(index, { nil: undefined }) }),
  fc.record({ team: fc.option(index, { nil: undefined }) }),
  fc.record({ grantUser: index, permission: fc.constantFrom(Permission.VIEW, Permission.EDIT) }),
  fc.record({ grantTeam: index }),
  fc.record({ revoke: index }),
);

describe('after every change of what sight depends on', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('the next single read, list, count, activity and comments of everyone follow the rule', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 8 }), async (steps) => {
      const owner = aPrincipal();
      const teams = [uuidv7(), uuidv7(), uuidv7()];
      const people = [
        aColleague(owner),
        aColleague(owner, { teamIds: [teams[0]!] }),
        aColleague(owner, { teamIds: [teams[1]!, teams[2]!] }),
      ];
      const { id } = await service.create(owner);
      const facts: AccessFacts & { grants: { granteeId: string; permission: Permission }[] } = {
        visibility: Visibility.TENANT,
        grants: [],
      };
      for (const next of steps) {
        await take(owner, id, facts, next, { people, teams });
        for (const person of [owner, ...people])
          expect(await sights(person, id)).toEqual(canSee(person, facts) ? seen : unseen);
      }
    });
    await fc.assert(property, { numRuns: 4 });
  }, 120_000);

  const seen = { single: true, list: 1, count: 1, activity: true, comments: true };
  const unseen = { single: false, list: 0, count: 0, activity: false, comments: false };

  async function sights(person: Principal, requestId: string) {
    const given = (promise: Promise<unknown>) =>
      promise.then(
        () => true,
        () => false,
      );
    const { requests } = await service
      .as(RequestsServiceService, person)
      .listRequests(ListRequestsRequest.fromPartial({}));
    const { stages } = await service.as(StagesServiceService, person).listStages(ListStagesRequest.fromPartial({}));
    return {
      single: await given(service.as(RequestsServiceService, person).getRequest({ requestId })),
      list: requests.length,
      count: stages.reduce((sum, { count }) => sum + count, 0),
      activity: await given(
        service.as(ActivityServiceService, person).listActivity(ListActivityRequest.fromPartial({ requestId })),
      ),
      comments: await given(
        service.as(CommentsServiceService, person).listComments(ListCommentsRequest.fromPartial({ requestId })),
      ),
    };
  }

  /** Takes a step that the API allows, in the service and in the model. */
  async function take(
    owner: Principal,
    requestId: string,
    facts: AccessFacts & { grants: { granteeId: string; permission: Permission }[] },
    next: Step,
    { people, teams }: { people: Principal[]; teams: string[] },
  ) {
    const requests = service.as(RequestsServiceService, owner);
    const update = (fields: object, mask: string) =>
      requests.updateRequest(UpdateRequestRequest.fromPartial({ requestId, ...fields, updateMask: [mask] }));
    const { put, list, remove } = grantsOf(service, owner);
    const grant = async (grantee: { userId?: string; teamId?: string }, permission: Permission) => {
      if (facts.visibility === Visibility.PRIVATE) return;
      await put(requestId, grantee, permission);
      const granteeId = grantee.userId ?? grantee.teamId!;
      facts.grants = [...facts.grants.filter((other) => other.granteeId !== granteeId), { granteeId, permission }];
    };
    if ('visibility' in next) {
      if (next.visibility === Visibility.TEAM && facts.assigneeTeamId === undefined) return;
      await update({ visibility: next.visibility }, 'visibility');
      facts.visibility = next.visibility;
    } else if ('user' in next) {
      facts.assigneeUserId = next.user === undefined ? undefined : people[next.user]!.userId;
      await update({ assigneeUserId: facts.assigneeUserId }, 'assignee_user_id');
    } else if ('team' in next) {
      if (next.team === undefined && facts.visibility === Visibility.TEAM) return;
      facts.assigneeTeamId = next.team === undefined ? undefined : teams[next.team];
      await update({ assigneeTeamId: facts.assigneeTeamId }, 'assignee_team_id');
    } else if ('grantUser' in next) await grant({ userId: people[next.grantUser]!.userId }, next.permission);
    else if ('grantTeam' in next) await grant({ teamId: teams[next.grantTeam]! }, Permission.VIEW);
    else {
      const present = await list(requestId);
      const revoked = present[next.revoke % Math.max(1, present.length)];
      if (revoked) await remove(revoked.id);
      facts.grants = facts.grants.filter(({ granteeId }) => granteeId !== (revoked?.userId ?? revoked?.teamId));
    }
  }
});
