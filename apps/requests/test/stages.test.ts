import { Plan, type Principal } from '@fileonion/contract/api';
import {
  CreateStageRequest,
  ListStagesRequest,
  RequestsServiceService,
  StagesServiceService,
  UpdateStageRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('stages', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });
  const defaults = ['Sent', 'Read', 'Partial', 'Needs Review', 'Approved', 'Closed', 'Expired', 'Archived'];

  function aCaller(parts: Partial<Principal> = {}) {
    const principal = aPrincipal(parts);
    const calls = service.as(StagesServiceService, principal);
    const list = async (as = calls) => (await as.listStages(ListStagesRequest.fromPartial({}))).stages;
    const create = async (fields: Partial<CreateStageRequest> = {}) =>
      (await calls.createStage(CreateStageRequest.fromPartial({ name: 'Own', ...fields }))).stage!;
    const update = async (stageId: string, fields: Partial<UpdateStageRequest>, options?: CallOptions) => {
      const updateMask = Object.keys(fields).map((name) =>
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      );
      return (await calls.updateStage(UpdateStageRequest.fromPartial({ stageId, ...fields, updateMask }), options))
        .stage!;
    };
    return { principal, calls, list, create, update };
  }

  it('are the default ones at first, in their order, made once by many first calls', async () => {
    const { list } = aCaller();
    const lists = await Promise.all(Array.from({ length: 10 }, () => list()));
    expect(lists[0]!.map(({ name }) => name)).toEqual(defaults);
    expect(lists[0]!.map(({ key }) => key)).toEqual([
      'sent',
      'read',
      'partial',
      'needs_review',
      'approved',
      'closed',
      'expired',
      'archived',
    ]);
    expect(new Set(lists.map((stages) => JSON.stringify(stages))).size).toBe(1);
  });

  it('can be added behind the others, with a limit and a time', async () => {
    const { list, create } = aCaller();
    const stage = await create({ name: 'Waiting', color: '#FF8800', maxItems: 3, slaHours: 48 });
    expect(stage).toMatchObject({
      key: undefined,
      name: 'Waiting',
      color: '#FF8800',
      maxItems: 3,
      slaHours: 48,
      count: 0,
    });
    expect((await list()).at(-1)).toEqual(stage);
  });

  it('are added one behind another by many first calls', async () => {
    const { create } = aCaller();
    const added = await Promise.all(Array.from({ length: 5 }, () => create()));
    expect(added.map(({ position }) => position).sort((a, b) => a - b)).toEqual([8, 9, 10, 11, 12]);
  });

  it.each([
    [Plan.PERSONAL, 0],
    [Plan.PROFESSIONAL, 5],
  ] as const)('of one’s own are limited on plan %s to %d', async (plan, limit) => {
    const { create } = aCaller({ plan });
    for (let count = 0; count < limit; count += 1) await create();
    await expect(create()).rejects.toEqual(refused('plan_limit_reached'));
  });

  it('of one’s own are not limited on plan enterprise', async () => {
    const { create } = aCaller({ plan: Plan.ENTERPRISE });
    for (let count = 0; count < 8; count += 1) await create();
  });

  it('never exceed the plan when the last one is created by two callers at once, for 30 rounds', async () => {
    const { calls, create } = aCaller();
    for (let count = 0; count < 4; count += 1) await create();
    for (let round = 0; round < 30; round += 1) {
      const results = await Promise.allSettled([create(), create()]);
      const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []));
      expect(made).toHaveLength(1);
      await calls.deleteStage({ stageId: made[0]! });
    }
  });

  it('change in what is named; default ones keep their key', async () => {
    const { list, update } = aCaller();
    const [sent] = await list();
    const changed = await update(sent!.id, { name: 'Inbox', maxItems: 5 });
    expect(changed).toEqual({ ...sent, name: 'Inbox', maxItems: 5, updatedAt: changed.updatedAt });
    expect((await update(sent!.id, { maxItems: undefined })).maxItems).toBeUndefined();
  });

  it('are only renamed and reordered on plan personal', async () => {
    const { calls, list, update } = aCaller({ plan: Plan.PERSONAL });
    const stages = await list();
    await expect(update(stages[0]!.id, { maxItems: 1 })).rejects.toEqual(refused('plan_required'));
    expect((await update(stages[0]!.id, { name: 'Inbox', maxItems: undefined })).name).toBe('Inbox');
    await calls.reorderStages({ stageIds: stages.map(({ id }) => id).reverse() });
  });

  it('are changed only in the version that If-Match names', async () => {
    const { list, update } = aCaller();
    const [sent] = await list();
    const reply: CallOptions['reply'] = {};
    await update(sent!.id, { name: 'Inbox' }, { reply });
    expect(reply.etag).toBe('"2"');
    await expect(update(sent!.id, { name: 'Outbox' }, { ifMatch: '"1"' })).rejects.toEqual(
      refused('precondition_failed'),
    );
  });

  it('can be put into any order that names each of them', async () => {
    const { calls, list } = aCaller();
    const stageIds = (await list()).map(({ id }) => id).reverse();
    const { stages } = await calls.reorderStages({ stageIds });
    expect(stages.map(({ id }) => id)).toEqual(stageIds);
    expect(await list()).toEqual(stages);
    const [first, ...others] = stageIds as [string, ...string[]];
    const faulty = calls.reorderStages({ stageIds: [...others, uuidv7()] });
    const codes = [`/stageIds/${others.length} not_found`, '/stageIds incomplete'];
    await expect(
      faulty.catch(({ reason, violations }) => [
        reason,
        violations.map((fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`),
      ]),
    ).resolves.toEqual(['validation_failed', codes]);
    expect((await list())[0]!.id).toBe(first);
  });

  it('count the requests that the caller sees', async () => {
    const { principal, list } = aCaller();
    const member = aColleague(principal);
    await service.create(principal, {});
    await service.create(principal, { visibility: Visibility.PRIVATE });
    expect((await list())[0]).toMatchObject({ key: 'sent', count: 2 });
    expect((await list(service.as(StagesServiceService, member)))[0]).toMatchObject({ key: 'sent', count: 1 });
  });

  it('that are default ones are not deleted', async () => {
    const { calls, list } = aCaller();
    await expect(calls.deleteStage({ stageId: (await list())[0]!.id })).rejects.toEqual(refused('default_stage'));
  });

  it('that hold requests are not deleted, also when one is moved in at the same time, for 30 rounds', async () => {
    const { principal, calls, create } = aCaller();
    const requests = service.as(RequestsServiceService, principal);
    for (let round = 0; round < 30; round += 1) {
      const { id: stageId } = await create();
      const { id: requestId } = await service.create(principal);
      const [deleted, moved] = await Promise.allSettled([
        calls.deleteStage({ stageId }),
        requests.transitionRequest({ requestId, stageId }),
      ]);
      if (moved.status === 'fulfilled') {
        expect(deleted).toMatchObject({ status: 'rejected', reason: { reason: 'stage_in_use' } });
        await requests.deleteRequest({ requestId });
        await calls.deleteStage({ stageId });
      } else {
        expect(deleted.status).toBe('fulfilled');
        expect(moved.reason).toMatchObject({ reason: 'validation_failed' });
      }
    }
  });

  it('of another organization are not found', async () => {
    const { id: stageId } = await aCaller().create();
    const { calls, update } = aCaller();
    await expect(update(stageId, { name: 'Mine' })).rejects.toEqual(refused('not_found'));
    await expect(calls.deleteStage({ stageId })).rejects.toEqual(refused('not_found'));
  });
});
