import { Feature, Plan } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import {
  ClientsServiceService,
  CreateClientRequest,
  Priority,
  Request,
  RequestsServiceService,
  UpdateRequestRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';
import type { Principal } from '@fileonion/contract/api';

type Fields = Parameters<typeof UpdateRequestRequest.fromPartial>[0];

describe('updating a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  /** Updates the named fields; those without a value are cleared. */
  async function update(caller: Principal, requestId: string, fields: Fields, options?: CallOptions) {
    const updateMask = Object.keys(fields as object).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    const request = UpdateRequestRequest.fromPartial({ ...fields, requestId, updateMask });
    return (await service.as(RequestsServiceService, caller).updateRequest(request, options)).request!;
  }

  it('changes what is named and keeps the rest', async () => {
    const owner = aPrincipal();
    const before = await service.create(owner, { message: 'Please', tags: ['a'], items: [{ name: 'Passport' }] });
    const reply: CallOptions['reply'] = {};
    const after = await update(
      owner,
      before.id,
      { title: 'VAT return', priority: Priority.HIGH, tags: ['b', 'c'] },
      { reply },
    );
    expect(after).toEqual({
      ...before,
      title: 'VAT return',
      priority: Priority.HIGH,
      tags: ['b', 'c'],
      updatedAt: after.updatedAt,
    });
    expect(after.updatedAt!.getTime()).toBeGreaterThan(before.updatedAt!.getTime());
    expect(reply.etag).toBe('"2"');
  });

  it('clears what is named without a value', async () => {
    const owner = aPrincipal();
    const fields = {
      message: 'Please',
      dueDate: new Date('2030-01-01'),
      linkExpiresAt: new Date('2030-01-01'),
      assigneeUserId: uuidv7(),
      assigneeTeamId: uuidv7(),
    };
    const { id } = await service.create(owner, fields);
    const cleared = Object.fromEntries(Object.keys(fields).map((name) => [name, undefined]));
    expect(await update(owner, id, cleared)).toMatchObject(cleared);
  });

  it('announces the request as it was and is, and a new assignee as such', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const assigneeUserId = uuidv7();
    const after = await update(owner, id, { assigneeUserId });
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(3));
    const [, updated, assigned] = service.eventsOf(owner);
    expect([updated, assigned]).toMatchObject([
      { type: EventType.REQUEST_UPDATED, seq: 2 },
      { type: EventType.REQUEST_ASSIGNED, seq: 3 },
    ]);
    for (const event of [updated!, assigned!]) {
      expect(Request.decode(event.resource)).toEqual(after);
      expect(Request.decode(event.previous).assigneeUserId).toBeUndefined();
    }
  });

  it('changes and announces nothing where everything is as it was', async () => {
    const owner = aPrincipal();
    const before = await service.create(owner, { title: 'Tax', tags: ['a'] });
    expect(await update(owner, before.id, { title: 'Tax', tags: ['a'], message: undefined })).toEqual(before);
  });

  it('refuses the version that is no longer stored', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    await update(owner, id, { title: 'A' }, { ifMatch: '"1"' });
    await expect(update(owner, id, { title: 'B' }, { ifMatch: '"1"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
  });

  it('shows the request once more to a caller who puts it out of their own sight', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const colleague = aColleague(owner);
    expect(await update(colleague, id, { visibility: Visibility.PRIVATE })).toMatchObject({
      id,
      visibility: Visibility.PRIVATE,
    });
    await expect(update(colleague, id, { title: 'x' })).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('refuses a team-visible request without a team', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { visibility: Visibility.TEAM, assigneeTeamId: uuidv7() });
    const fault = { violations: [{ pointer: '/assigneeTeamId', code: 'required' }] };
    await expect(update(owner, id, { assigneeTeamId: undefined })).rejects.toMatchObject(fault);
    await expect(
      update(owner, id, { assigneeTeamId: undefined, visibility: Visibility.TENANT }),
    ).resolves.toBeDefined();
    await expect(update(owner, id, { visibility: Visibility.TEAM })).rejects.toMatchObject(fault);
  });

  it('takes a client that exists and refuses one that does not', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const { client } = await service
      .as(ClientsServiceService, owner)
      .createClient(CreateClientRequest.fromPartial({ name: 'Ada' }));
    expect(await update(owner, id, { clientId: client!.id })).toMatchObject({ clientId: client!.id });
    await expect(update(owner, id, { clientId: uuidv7() })).rejects.toMatchObject({
      violations: [{ pointer: '/clientId', code: 'not_found' }],
    });
  });

  it('judges only those assignees that change', async () => {
    const owner = aPrincipal();
    const [suspended, unknown] = [uuidv7(), uuidv7()];
    const { id } = await service.create(owner, { assigneeUserId: suspended });
    service.directory.missing.add(suspended).add(unknown);
    await expect(update(owner, id, { title: 'x', assigneeUserId: suspended })).resolves.toBeDefined();
    await expect(update(owner, id, { assigneeUserId: unknown })).rejects.toMatchObject({
      violations: [{ pointer: '/assigneeUserId' }],
    });
  });

  it('judges an assignee who was there before, but whom another call has taken off meanwhile', async () => {
    const owner = aPrincipal();
    const suspended = uuidv7();
    const { id } = await service.create(owner, { assigneeUserId: suspended });
    service.directory.missing.add(suspended);
    service.directory.onceAsked(() => update(owner, id, { assigneeUserId: uuidv7() }));
    await expect(update(owner, id, { assigneeUserId: suspended })).rejects.toMatchObject({
      violations: [{ pointer: '/assigneeUserId' }],
    });
  });

  it('keeps what is stored in force after a downgrade, and refuses more of it', async () => {
    const owner = aPrincipal();
    const [assigneeTeamId, visibility] = [uuidv7(), Visibility.TEAM];
    const { id } = await service.create(owner, { visibility, assigneeTeamId });
    const personal = { ...owner, plan: Plan.PERSONAL, features: [] };
    expect(await update(personal, id, { title: 'x', visibility, assigneeTeamId })).toMatchObject({
      visibility,
      assigneeTeamId,
    });
    await expect(update(personal, id, { assigneeTeamId: uuidv7() })).rejects.toMatchObject({ reason: 'plan_required' });
    await expect(
      update({ ...owner, features: [Feature.TEAMS] }, id, { visibility: Visibility.SHARED }),
    ).rejects.toMatchObject({ reason: 'feature_disabled' });
    await expect(
      update(personal, id, { visibility: Visibility.TENANT, assigneeTeamId: undefined }),
    ).resolves.toBeDefined();
  });
});
