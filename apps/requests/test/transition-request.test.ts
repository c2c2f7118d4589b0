import { Role } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import {
  CreateStageRequest,
  ListStagesRequest,
  Request,
  RequestsServiceService,
  StagesServiceService,
  TransitionRulesServiceService,
  UpdateStageRequest,
  Visibility,
} from '@fileonion/contract/requests';
import type { Principal } from '@fileonion/contract/api';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('moving a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function stageId(caller: Principal, key: string): Promise<string> {
    const { stages } = await service.as(StagesServiceService, caller).listStages(ListStagesRequest.fromPartial({}));
    return stages.find((stage) => stage.key === key)!.id;
  }

  async function move(caller: Principal, requestId: string, to: string) {
    return (await service.as(RequestsServiceService, caller).transitionRequest({ requestId, stageId: to })).request!;
  }

  it('leads to any stage while there are no rules, an organization’s own included', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    expect((await move(owner, id, await stageId(owner, 'closed'))).stage).toMatchObject({
      key: 'closed',
      name: 'Closed',
    });
    const { stage } = await service
      .as(StagesServiceService, owner)
      .createStage(CreateStageRequest.fromPartial({ name: 'Waiting' }));
    expect((await move(owner, id, stage!.id)).stage).toEqual({ id: stage!.id, key: undefined, name: 'Waiting' });
    const { request } = await service.as(RequestsServiceService, owner).getRequest({ requestId: id });
    expect(request?.stage?.name).toBe('Waiting');
  });

  it('announces the stage before and after, and the request’s completion once', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    await move(owner, id, await stageId(owner, 'approved'));
    await move(owner, id, await stageId(owner, 'closed'));
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(4));
    const [, moved, completed, closed] = service.eventsOf(owner);
    expect(moved).toMatchObject({ type: EventType.REQUEST_STAGE_CHANGED, seq: 2 });
    expect([Request.decode(moved!.previous), Request.decode(moved!.resource)]).toMatchObject([
      { stage: { key: 'sent' } },
      { stage: { key: 'approved' } },
    ]);
    expect(completed).toMatchObject({ type: EventType.REQUEST_COMPLETED, seq: 3 });
    expect(closed).toMatchObject({ type: EventType.REQUEST_STAGE_CHANGED, seq: 4 });
  });

  it('to the stage that it is in changes nothing', async () => {
    const owner = aPrincipal();
    const request = await service.create(owner);
    expect(await move(owner, request.id, request.stage!.id)).toEqual(request);
  });

  it('is refused to an unknown stage, and to those who do not see the request', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { visibility: Visibility.PRIVATE });
    await expect(move(owner, id, uuidv7())).rejects.toMatchObject({
      violations: [{ pointer: '/stageId', code: 'not_found' }],
    });
    await expect(move(aColleague(owner), id, uuidv7())).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('is refused where the rules do not name it', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const [from, to] = [await stageId(owner, 'sent'), await stageId(owner, 'read')];
    await service
      .as(TransitionRulesServiceService, owner)
      .createTransitionRule({ fromStageId: from, toStageId: to, roles: [Role.OWNER] });
    await expect(service.as(RequestsServiceService, owner).archiveRequest({ requestId: id })).rejects.toMatchObject({
      reason: 'transition_not_allowed',
    });
    await expect(move(aColleague(owner), id, to)).rejects.toMatchObject({ reason: 'transition_not_allowed' });
    await expect(move(owner, id, to)).resolves.toBeDefined();
  });

  it('into a stage with one place left succeeds for one of two callers at once, for 30 rounds', async () => {
    const owner = aPrincipal();
    const { stage } = await service
      .as(StagesServiceService, owner)
      .createStage(CreateStageRequest.fromPartial({ name: 'Narrow', maxItems: 1 }));
    for (let round = 1; round <= 30; round += 1) {
      await service
        .as(StagesServiceService, owner)
        .updateStage(
          UpdateStageRequest.fromPartial({ stageId: stage!.id, maxItems: round, updateMask: ['max_items'] }),
        );
      const [a, b] = [await service.create(owner), await service.create(owner)];
      const results = await Promise.allSettled([move(owner, a.id, stage!.id), move(owner, b.id, stage!.id)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { reason: 'stage_full' } });
    }
  }, 60_000);

  it('into Archived is an archive, which repeated changes nothing', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner);
    const requests = service.as(RequestsServiceService, owner);
    const { request } = await requests.archiveRequest({ requestId });
    expect(request?.stage?.key).toBe('archived');
    expect((await requests.archiveRequest({ requestId })).request).toEqual(request);
  });
});
