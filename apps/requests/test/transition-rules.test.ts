import { Role, type Principal } from '@fileonion/contract/api';
import {
  CreateStageRequest,
  CreateTransitionRuleRequest,
  ListTransitionRulesRequest,
  RequestsServiceService,
  StagesServiceService,
  TransitionRulesServiceService,
  UpdateTransitionRuleRequest,
} from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('transition rules', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });

  async function anOwner() {
    const principal = aPrincipal();
    const stages = service.as(StagesServiceService, principal);
    const calls = service.as(TransitionRulesServiceService, principal);
    const { stages: defaults } = await stages.listStages({ createdAfter: undefined, updatedAfter: undefined });
    const ids = Object.fromEntries(defaults.map(({ key, id }) => [key, id])) as Record<
      'sent' | 'read' | 'closed' | 'archived',
      string
    >;
    const create = async (fields: Partial<CreateTransitionRuleRequest>) =>
      (await calls.createTransitionRule(CreateTransitionRuleRequest.fromPartial(fields))).transitionRule!;
    const list = async () =>
      (await calls.listTransitionRules(ListTransitionRulesRequest.fromPartial({}))).transitionRules;
    const move = async (caller: Principal, stageId: string) => {
      const { id: requestId } = await service.create(caller);
      return service.as(RequestsServiceService, caller).transitionRequest({ requestId, stageId });
    };
    return { principal, stages, calls, ids, create, list, move };
  }

  it('leave all moves free from a stage that has none', async () => {
    const { principal, ids, create, move } = await anOwner();
    await create({ fromStageId: ids.read, toStageId: ids.closed });
    await expect(move(principal, ids.archived)).resolves.toBeDefined();
  });

  it('allow only the moves that they name, for owners too', async () => {
    const { principal, ids, create, move } = await anOwner();
    await create({ fromStageId: ids.sent, toStageId: ids.closed });
    await expect(move(principal, ids.closed)).resolves.toBeDefined();
    await expect(move(principal, ids.read)).rejects.toEqual(refused('transition_not_allowed'));
  });

  it('allow a move to the roles that they list; of several for one move, one suffices', async () => {
    const { principal, ids, create, move } = await anOwner();
    const member = aColleague(principal);
    await create({ fromStageId: ids.sent, toStageId: ids.closed, roles: [Role.OWNER, Role.ADMIN] });
    await expect(move(principal, ids.closed)).resolves.toBeDefined();
    await expect(move(member, ids.closed)).rejects.toEqual(refused('transition_not_allowed'));
    await create({ fromStageId: ids.sent, toStageId: ids.closed, roles: [Role.MEMBER] });
    await expect(move(member, ids.closed)).resolves.toBeDefined();
  });

  it('name stages that exist, two different ones', async () => {
    const { ids, create } = await anOwner();
    const unknown = {
      reason: 'validation_failed',
      violations: [
        expect.objectContaining({ pointer: '/fromStageId', code: 'not_found' }),
        expect.objectContaining({ pointer: '/toStageId', code: 'not_found' }),
      ],
    };
    await expect(create({ fromStageId: uuidv7(), toStageId: uuidv7() })).rejects.toMatchObject(unknown);
    const foreign = await anOwner();
    await expect(create({ fromStageId: ids.sent, toStageId: foreign.ids.sent })).rejects.toMatchObject({
      violations: [{ pointer: '/toStageId', code: 'not_found' }],
    });
    await expect(create({ fromStageId: ids.sent, toStageId: ids.sent })).rejects.toMatchObject({
      violations: [{ pointer: '/toStageId', code: 'same_stage' }],
    });
  });

  it('are changed, listed and deleted', async () => {
    const { calls, ids, create, list } = await anOwner();
    const rule = await create({ fromStageId: ids.sent, toStageId: ids.closed });
    const update = UpdateTransitionRuleRequest.fromPartial({
      ruleId: rule.id,
      toStageId: ids.read,
      roles: [Role.ADMIN],
      updateMask: ['to_stage_id', 'roles'],
    });
    const { transitionRule: changed } = await calls.updateTransitionRule(update);
    expect(changed).toMatchObject({ id: rule.id, fromStageId: ids.sent, toStageId: ids.read, roles: [Role.ADMIN] });
    expect(await list()).toEqual([changed]);
    await calls.deleteTransitionRule({ ruleId: rule.id });
    expect(await list()).toEqual([]);
    await expect(calls.deleteTransitionRule({ ruleId: rule.id })).rejects.toEqual(refused('not_found'));
  });

  it('go with a stage that they name, also when both happen at once, for 30 rounds', async () => {
    const { stages, ids, create, list } = await anOwner();
    for (let round = 0; round < 30; round += 1) {
      const { stage } = await stages.createStage(CreateStageRequest.fromPartial({ name: 'Own' }));
      await create({ fromStageId: stage!.id, toStageId: ids.closed });
      await Promise.allSettled([
        stages.deleteStage({ stageId: stage!.id }),
        create({ fromStageId: ids.sent, toStageId: stage!.id }),
      ]);
      expect(await list()).toEqual([]);
    }
  });

  it('of another organization are neither shown nor found', async () => {
    const { ids, create } = await anOwner();
    const { id: ruleId } = await create({ fromStageId: ids.sent, toStageId: ids.closed });
    const stranger = await anOwner();
    expect(await stranger.list()).toEqual([]);
    await expect(stranger.calls.deleteTransitionRule({ ruleId })).rejects.toEqual(refused('not_found'));
  });
});
