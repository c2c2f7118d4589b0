import { CreateStageRequest, RequestsServiceService, StagesServiceService } from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('a stage with a limit', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function aStage(maxItems: number) {
    const principal = aPrincipal();
    const stages = service.as(StagesServiceService, principal);
    const requests = service.as(RequestsServiceService, principal);
    const { stage } = await stages.createStage(CreateStageRequest.fromPartial({ name: 'Doing', maxItems }));
    const move = (requestId: string) => requests.transitionRequest({ requestId, stageId: stage!.id });
    const aRequest = async () => (await service.create(principal)).id;
    return { principal, requests, move, aRequest };
  }

  const full = expect.objectContaining({ reason: 'stage_full' });

  it('takes no request beyond it, and one again when one has left', async () => {
    const { requests, move, aRequest } = await aStage(1);
    const [first, second] = [await aRequest(), await aRequest()];
    await move(first);
    await expect(move(second)).rejects.toEqual(full);
    await move(first);
    await requests.archiveRequest({ requestId: first });
    await move(second);
  });

  it('takes one when two callers move into its last place at once, for 30 rounds', async () => {
    const { requests, move, aRequest } = await aStage(2);
    await move(await aRequest());
    for (let round = 0; round < 30; round += 1) {
      const ids = [await aRequest(), await aRequest()];
      const results = await Promise.allSettled(ids.map(move));
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const requestId of ids) await requests.archiveRequest({ requestId });
    }
  }, 60_000);
});
