import { RequestsServiceService, StagesServiceService, UpdateStageRequest } from '@fileonion/contract/requests';
import { createMetrics, startRpcServer, type RpcServer } from '@fileonion/service-kit';
import { aPrincipal, callAs, silentLogger } from '@fileonion/testing';
import { stageService } from '../stage-service';
import { openStore, type Store } from '../store';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('while the requests in stages are counted', () => {
  let service: RequestsUnderTest;
  let store: Store;
  let server: RpcServer;
  let meanwhile: () => Promise<unknown>;

  beforeAll(async () => {
    service = await startRequests();
    store = await openStore(service.config, silentLogger);
    const counts: Store['counts'] = {
      ...store.counts,
      async countsByStage(...args) {
        await meanwhile();
        return store.counts.countsByStage(...args);
      },
    };
    server = await startRpcServer({
      config: { HOST: '127.0.0.1', PORT: 0 },
      services: [stageService({ ...store, counts })],
      logger: silentLogger,
      metrics: createMetrics({ service: 'stages' }),
    });
  });
  afterAll(async () => {
    await server.stop();
    await store.close();
    await service.stop();
  });

  it.each(['changed', 'put into another order'])('for an answer, stages that are %s take requests', async (change) => {
    const principal = aPrincipal();
    const { id: requestId } = await service.create(principal);
    const { stages } = await service
      .as(StagesServiceService, principal)
      .listStages({ createdAfter: undefined, updatedAfter: undefined });
    const stageIds = stages.map(({ id }) => id).reverse();
    const [stageId = ''] = stageIds;
    const moved = service.as(RequestsServiceService, principal);
    meanwhile = () => moved.transitionRequest({ requestId, stageId }, { timeoutMs: 2_000 });
    const calls = callAs(StagesServiceService, server.address, principal);
    const update = UpdateStageRequest.fromPartial({ stageId, name: 'Elsewhere', updateMask: ['name'] });
    const answer =
      change === 'changed'
        ? (await calls.updateStage(update)).stage
        : (await calls.reorderStages({ stageIds })).stages[0];
    calls.close();
    expect(answer).toMatchObject({ id: stageId, count: 1 });
  });
});
