import { EventType } from '@fileonion/contract/events';
import {
  ListStagesRequest,
  Request,
  RequestsServiceService,
  StagesServiceService,
  UpdateRequestRequest,
  type StageRef,
} from '@fileonion/contract/requests';
import type { Principal } from '@fileonion/contract/api';
import { aPrincipal, eventually } from '@fileonion/testing';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

const past = new Date('2020-01-01');

describe('a request whose link has expired', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function stageOf(caller: Principal, requestId: string): Promise<StageRef | undefined> {
    return (await service.as(RequestsServiceService, caller).getRequest({ requestId })).request?.stage;
  }

  async function move(caller: Principal, requestId: string, key: string): Promise<void> {
    const { stages } = await service.as(StagesServiceService, caller).listStages(ListStagesRequest.fromPartial({}));
    await service
      .as(RequestsServiceService, caller)
      .transitionRequest({ requestId, stageId: stages.find((stage) => stage.key === key)!.id });
  }

  const setExpiry = (caller: Principal, requestId: string, linkExpiresAt: Date) =>
    service
      .as(RequestsServiceService, caller)
      .updateRequest(UpdateRequestRequest.fromPartial({ requestId, linkExpiresAt, updateMask: ['link_expires_at'] }));

  it('moves to Expired and is announced, though nobody looks', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { linkExpiresAt: new Date(Date.now() + 300) });
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(3));
    const [, moved, expired] = service.eventsOf(owner);
    expect([moved, expired]).toMatchObject([
      { type: EventType.REQUEST_STAGE_CHANGED, seq: 2 },
      { type: EventType.REQUEST_EXPIRED, seq: 3 },
    ]);
    expect(moved!.actor).toEqual({ userId: '', apiKeyId: '' });
    expect(Request.decode(expired!.resource).stage?.key).toBe('expired');
    expect(await stageOf(owner, id)).toMatchObject({ key: 'expired' });
  });

  it('stays where it is Approved, Closed or Archived', async () => {
    const owner = aPrincipal();
    const kept = await Promise.all(
      ['approved', 'closed', 'archived'].map(async (key) => {
        const { id } = await service.create(owner);
        await move(owner, id, key);
        await setExpiry(owner, id, past);
        return { id, key };
      }),
    );
    const { id: other } = await service.create(owner, { linkExpiresAt: past });
    await eventually(async () => expect(await stageOf(owner, other)).toMatchObject({ key: 'expired' }));
    for (const { id, key } of kept) expect(await stageOf(owner, id)).toMatchObject({ key });
  });

  it('stays where a person moves it afterwards, until it gets another date', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { linkExpiresAt: past });
    await eventually(async () => expect(await stageOf(owner, id)).toMatchObject({ key: 'expired' }));
    await move(owner, id, 'sent');
    const { id: other } = await service.create(owner, { linkExpiresAt: past });
    await eventually(async () => expect(await stageOf(owner, other)).toMatchObject({ key: 'expired' }));
    expect(await stageOf(owner, id)).toMatchObject({ key: 'sent' });
    await setExpiry(owner, id, new Date('2021-01-01'));
    await eventually(async () => expect(await stageOf(owner, id)).toMatchObject({ key: 'expired' }));
  });
});
