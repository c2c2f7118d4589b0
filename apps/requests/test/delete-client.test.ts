import {
  ClientsServiceService,
  CreateClientRequest,
  Request,
  RequestsServiceService,
  StagesServiceService,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('deleting a client', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function aCaller() {
    const principal = aPrincipal();
    const clients = service.as(ClientsServiceService, principal);
    const requests = service.as(RequestsServiceService, principal);
    const { stages } = await service
      .as(StagesServiceService, principal)
      .listStages({ createdAfter: undefined, updatedAfter: undefined });
    const stageId = (key: string) => stages.find((stage) => stage.key === key)!.id;
    const aClient = async () =>
      (await clients.createClient(CreateClientRequest.fromPartial({ name: 'Ada' }))).client!.id;
    const close = (requestId: string) => requests.transitionRequest({ requestId, stageId: stageId('closed') });
    return { principal, clients, requests, stageId, aClient, close };
  }

  const inUse = expect.objectContaining({ reason: 'client_in_use' });

  it('is refused while a request of theirs is open', async () => {
    const { principal, clients, aClient } = await aCaller();
    const clientId = await aClient();
    await service.create(principal, { clientId });
    await expect(clients.deleteClient({ clientId })).rejects.toEqual(inUse);
    await expect(clients.getClient({ clientId })).resolves.toBeDefined();
  });

  it.each(['approved', 'closed', 'expired', 'archived'])(
    'takes them out of requests in the stage %s, which is announced',
    async (key) => {
      const { principal, clients, requests, stageId, aClient } = await aCaller();
      const clientId = await aClient();
      const { id: requestId } = await service.create(principal, { clientId });
      await requests.transitionRequest({ requestId, stageId: stageId(key) });
      await clients.deleteClient({ clientId });
      expect((await requests.getRequest({ requestId })).request?.clientId).toBeUndefined();
      await expect(clients.getClient({ clientId })).rejects.toMatchObject({ reason: 'not_found' });
      await eventually(() => {
        const updated = service
          .eventsOf(principal)
          .find(({ type, aggregateId }) => type === 'REQUEST_UPDATED' && aggregateId === requestId);
        expect(Request.decode(updated!.previous).clientId).toBe(clientId);
      });
    },
  );

  it('and a new request for them do not both succeed, for 30 rounds', async () => {
    const { principal, clients, aClient } = await aCaller();
    for (let round = 0; round < 30; round += 1) {
      const clientId = await aClient();
      const [deleted, created] = await Promise.allSettled([
        clients.deleteClient({ clientId }),
        service.create(principal, { clientId }),
      ]);
      expect([deleted.status, created.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('and a closed request of theirs opened again do not leave it with a client that is gone, for 30 rounds', async () => {
    const { principal, clients, requests, stageId, aClient, close } = await aCaller();
    for (let round = 0; round < 30; round += 1) {
      const clientId = await aClient();
      const { id: requestId } = await service.create(principal, { clientId });
      await close(requestId);
      const reopen = requests.transitionRequest({ requestId, stageId: stageId('read') });
      const [deleted] = await Promise.allSettled([clients.deleteClient({ clientId }), reopen]);
      const { request } = await requests.getRequest({ requestId });
      expect(request?.clientId).toBe(deleted.status === 'fulfilled' ? undefined : clientId);
    }
  }, 60_000);

  it('answers however much their requests hold; what is not cleaned up with the answer is soon after', async () => {
    const { principal, clients, requests, stageId, aClient, close } = await aCaller();
    const clientId = await aClient();
    const items = [{ name: 'Large', checklist: Array.from({ length: 50 }, () => 'x'.repeat(500)) }];
    const ids: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      const { id } = await service.create(principal, { clientId, items });
      await close(id);
      ids.push(id);
    }
    await clients.deleteClient({ clientId });
    const clientOf = async (requestId: string) => (await requests.getRequest({ requestId })).request?.clientId;
    expect(await clientOf(ids.at(-1)!)).toBe(clientId);
    const { request } = await requests.transitionRequest({ requestId: ids.at(-1)!, stageId: stageId('read') });
    expect(request?.clientId).toBeUndefined();
    await eventually(async () => {
      for (const id of ids) expect(await clientOf(id)).toBeUndefined();
    });
  }, 60_000);
});
