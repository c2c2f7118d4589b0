import { Event, EventType } from '@fileonion/contract/events';
import {
  ClientsServiceService,
  CreateClientRequest,
  ListRequestsRequest,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import type { Principal } from '@fileonion/contract/api';
import { topics } from '@fileonion/events';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('requests after', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function announce(
    { organizationId }: Principal,
    type: EventType,
    aggregateId: string,
    id = uuidv7(),
  ): Promise<void> {
    const event = Event.fromPartial({ id, organizationId, type, aggregateId, seq: 2, occurredAt: new Date() });
    await service.bus.publish(topics.teams, [{ key: aggregateId, value: Event.encode(event).finish(), headers: {} }]);
  }

  const get = async (caller: Principal, requestId: string) =>
    (await service.as(RequestsServiceService, caller).getRequest({ requestId })).request!;

  it('a team’s deletion are unassigned, shared instead of visible to it, and shared with it no more', async () => {
    const owner = aPrincipal();
    const teamId = uuidv7();
    const member = aColleague(owner, { teamIds: [teamId] });
    const assigned = await service.create(owner, { visibility: Visibility.TEAM, assigneeTeamId: teamId });
    const open = await service.create(owner, { assigneeTeamId: teamId });
    const shared = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(shared.id, { teamId });
    await announce(owner, EventType.TEAM_DELETED, teamId);
    await eventually(async () =>
      expect(await get(owner, assigned.id)).toMatchObject({ visibility: Visibility.SHARED, assigneeTeamId: undefined }),
    );
    await eventually(async () =>
      expect(await get(owner, open.id)).toMatchObject({ visibility: Visibility.TENANT, assigneeTeamId: undefined }),
    );
    await eventually(async () => expect(await grantsOf(service, owner).list(shared.id)).toEqual([]));
    const { requests } = await service
      .as(RequestsServiceService, member)
      .listRequests(ListRequestsRequest.fromPartial({}));
    expect(requests.map(({ id }) => id)).toEqual([open.id]);
    const types = [EventType.REQUEST_UPDATED, EventType.REQUEST_ASSIGNED, EventType.SHARE_REVOKED];
    await eventually(() =>
      expect(service.eventsOf(owner).map(({ type }) => type)).toEqual(expect.arrayContaining(types)),
    );
  });

  it('a user’s removal are unassigned, and shared with them no more', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const assigned = await service.create(owner, { visibility: Visibility.PRIVATE, assigneeUserId: member.userId });
    const shared = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(shared.id, { userId: member.userId });
    await announce(owner, EventType.USER_REMOVED, member.userId);
    await eventually(async () => expect((await get(owner, assigned.id)).assigneeUserId).toBeUndefined());
    await eventually(async () => expect(await grantsOf(service, owner).list(shared.id)).toEqual([]));
  });

  it('either cannot name them again, whatever the directory said before', async () => {
    const owner = aPrincipal();
    const [teamId, userId] = [uuidv7(), uuidv7()];
    const { id } = await service.create(owner);
    await announce(owner, EventType.TEAM_DELETED, teamId);
    await announce(owner, EventType.USER_REMOVED, userId);
    const fault = { reason: 'validation_failed', violations: [{ code: 'not_found' }] };
    await expect(service.create(owner, { assigneeTeamId: teamId })).rejects.toMatchObject(fault);
    await expect(service.create(owner, { assigneeUserId: userId })).rejects.toMatchObject(fault);
    await expect(grantsOf(service, owner).put(id, { teamId })).rejects.toMatchObject(fault);
    await expect(grantsOf(service, owner).put(id, { userId })).rejects.toMatchObject(fault);
  });

  it('an event that comes twice are changed once', async () => {
    const owner = aPrincipal();
    const teamId = uuidv7();
    const { id } = await service.create(owner, { assigneeTeamId: teamId });
    const eventId = uuidv7();
    await announce(owner, EventType.TEAM_DELETED, teamId, eventId);
    await announce(owner, EventType.TEAM_DELETED, teamId, eventId);
    await eventually(async () => expect((await get(owner, id)).assigneeTeamId).toBeUndefined());
    expect(service.eventsOf(owner).filter(({ type }) => type === EventType.REQUEST_UPDATED).length).toBeLessThanOrEqual(
      1,
    );
  });

  it('a client’s deletion lose their client with the answer', async () => {
    const owner = aPrincipal();
    const clients = service.as(ClientsServiceService, owner);
    const { client } = await clients.createClient(CreateClientRequest.fromPartial({ name: 'Ada' }));
    const clientId = client!.id;
    const { id: requestId } = await service.create(owner, { clientId });
    await expect(clients.deleteClient({ clientId })).rejects.toMatchObject({ reason: 'client_in_use' });
    await service.as(RequestsServiceService, owner).archiveRequest({ requestId });
    await clients.deleteClient({ clientId });
    expect((await get(owner, requestId)).clientId).toBeUndefined();
  });
});
