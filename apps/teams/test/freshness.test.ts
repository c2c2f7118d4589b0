import { Plan, type Principal } from '@fileonion/contract/api';
import {
  AddMemberRequest,
  CreateTeamRequest,
  MembersServiceService,
  OrganizationServiceService,
  TeamsServiceService,
  UpdateOrganizationRequest,
  UpdateTeamRequest,
  UpdateUserRequest,
  UsersServiceService,
  UserStatus,
} from '@fileonion/contract/teams';
import { createFreshness, createRedis } from '@fileonion/freshness';
import { createInProcessBus } from '@fileonion/events';
import { aPrincipal, callAs, silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { setPlan } from '../operator';
import { start } from '../start';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('the epoch of the organization', () => {
  let service: TeamsUnderTest;
  let owner: Principal;
  let userId: string;
  beforeAll(async () => {
    service = await startTeams();
    owner = await service.anOwner();
    userId = (await service.aUser(owner)).id;
  });
  afterAll(() => service.stop());

  const teams = () => service.as(TeamsServiceService, owner);
  const newTeam = async (options = {}) =>
    (await teams().createTeam(CreateTeamRequest.fromPartial({ name: uuidv7() }), options)).team!;
  const updateUser = (fields: Partial<UpdateUserRequest>) =>
    service
      .as(UsersServiceService, owner)
      .updateUser(UpdateUserRequest.fromPartial({ userId, updateMask: Object.keys(fields), ...fields }));

  const writes: [string, () => Promise<() => Promise<unknown>>][] = [
    [
      'a new member',
      async () => {
        const { id: teamId } = await newTeam();
        return () =>
          service.as(MembersServiceService, owner).addMember(AddMemberRequest.fromPartial({ teamId, userId }));
      },
    ],
    [
      'a team that goes',
      async () => {
        const { id: teamId } = await newTeam();
        return () => teams().deleteTeam({ teamId });
      },
    ],
    ['a suspension', async () => () => updateUser({ status: UserStatus.SUSPENDED })],
    [
      'a removed user',
      async () => {
        const { id } = await service.aUser(owner);
        return () => service.as(UsersServiceService, owner).removeUser({ userId: id });
      },
    ],
    [
      'a switched feature',
      async () => () =>
        service
          .as(OrganizationServiceService, owner)
          .updateOrganization(
            UpdateOrganizationRequest.fromPartial({ features: { teams: false }, updateMask: ['features'] }),
          ),
    ],
    ['another plan', async () => () => setPlan(service.config, silentLogger, owner.organizationId, Plan.ENTERPRISE)],
    [
      'the plan that it has already',
      async () => {
        await setPlan(service.config, silentLogger, owner.organizationId, Plan.PROFESSIONAL);
        return () => setPlan(service.config, silentLogger, owner.organizationId, Plan.PROFESSIONAL);
      },
    ],
    [
      'a change that changes nothing',
      async () => {
        const { id: teamId, name } = await newTeam();
        return () => teams().updateTeam(UpdateTeamRequest.fromPartial({ teamId, name, updateMask: ['name'] }));
      },
    ],
    [
      'a replayed answer, whose first call may have died before it set the epoch',
      async () => {
        const request = CreateTeamRequest.fromPartial({ name: uuidv7() });
        const call = () => teams().createTeam(request, { idempotencyKey: request.name });
        await call();
        return call;
      },
    ],
  ];

  it.each(writes)('is new when the answer to %s is there', async (_name, prepare) => {
    const redis = createRedis(service.config.REDIS_URL, silentLogger);
    await new Promise((resolve) => redis.once('ready', resolve));
    const freshness = createFreshness({ redis, namespace: service.config.NAMESPACE, logger: silentLogger });
    const write = await prepare();
    const before = await freshness.current(owner.organizationId);
    await write();
    expect(await freshness.current(owner.organizationId)).not.toBe(before);
    redis.disconnect();
  });

  it('is waited for until nothing older is kept anywhere, when Redis is away', async () => {
    const bus = createInProcessBus({ logger: silentLogger });
    const cut = await start({ ...service.config, REDIS_URL: 'redis://127.0.0.1:1' }, { bus });
    const calls = callAs(TeamsServiceService, cut.address, aPrincipal());
    const started = performance.now();
    await calls.createTeam(CreateTeamRequest.fromPartial({ name: 'Sales' }));
    expect(performance.now() - started).toBeGreaterThan(5_900);
    calls.close();
    await cut.stop();
    await bus.close();
  });
});
