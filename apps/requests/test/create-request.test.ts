import { Feature, Plan } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import {
  ItemStatus,
  ListRequestsRequest,
  Priority,
  Request,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('creating a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('gives it back in the stage Sent, with its defaults', async () => {
    const caller = aPrincipal();
    const reply: CallOptions['reply'] = {};
    const request = await service.create(caller, { title: 'Tax return' }, { reply });
    expect(request).toMatchObject({
      title: 'Tax return',
      priority: Priority.NORMAL,
      visibility: Visibility.TENANT,
      tags: [],
      items: [],
      overdue: false,
      createdBy: caller.userId,
      stage: { key: 'sent', name: 'Sent' },
      progress: { total: 0, submitted: 0, approved: 0, declined: 0, skipped: 0 },
    });
    expect(reply.etag).toBe('"1"');
    expect((await service.as(RequestsServiceService, caller).getRequest({ requestId: request.id })).request).toEqual(
      request,
    );
  });

  it('keeps every field and item', async () => {
    const [assigneeUserId, assigneeTeamId] = [uuidv7(), uuidv7()];
    const fields = {
      message: 'Please',
      dueDate: new Date('2031-01-01'),
      priority: Priority.URGENT,
      tags: ['a', 'b'],
      linkExpiresAt: new Date('2031-02-01'),
      assigneeUserId,
      assigneeTeamId,
      visibility: Visibility.TEAM,
    };
    const items = [
      { name: 'Passport', description: 'Both sides', required: true, checklist: ['sharp', 'valid'] },
      { name: 'Photo' },
    ];
    const request = await service.create(aPrincipal(), { ...fields, items });
    expect(request).toMatchObject(fields);
    expect(request.items).toMatchObject([
      { ...items[0], status: ItemStatus.PENDING, position: 1, requestId: request.id },
      { name: 'Photo', description: undefined, required: false, checklist: [], position: 2 },
    ]);
    expect(request.progress?.total).toBe(2);
  });

  it('takes no team for a user and no user for a team, also where both fields name the same', async () => {
    const id = uuidv7();
    for (const [kind, field] of [
      ['user', 'assigneeUserId'],
      ['team', 'assigneeTeamId'],
    ] as const) {
      service.directory.missing.clear();
      service.directory.missing.add(`${kind} ${id}`);
      await expect(service.create(aPrincipal(), { assigneeUserId: id, assigneeTeamId: id })).rejects.toMatchObject({
        violations: [{ pointer: `/${field}`, code: 'not_found' }],
      });
    }
  });

  it('tells the time of its storing, so that whoever polls for what is newer than the last sees it', async () => {
    const caller = aPrincipal();
    let last: Request | undefined;
    service.directory.onceAsked(async () => {
      last = await service.create(caller);
    });
    const { id } = await service.create(caller, { assigneeUserId: uuidv7() });
    const { requests } = await service
      .as(RequestsServiceService, caller)
      .listRequests(ListRequestsRequest.fromPartial({ updatedAfter: last!.updatedAt, createdAfter: last!.createdAt }));
    expect(requests.map((request) => request.id)).toEqual([id]);
  });

  it('shows it even where it is put out of the caller’s own sight', async () => {
    const caller = aColleague(aPrincipal());
    const request = await service.create(caller, { visibility: Visibility.PRIVATE });
    expect(request.visibility).toBe(Visibility.PRIVATE);
    await expect(
      service.as(RequestsServiceService, caller).getRequest({ requestId: request.id }),
    ).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('is announced as created and as assigned, each event with its own version', async () => {
    const caller = aPrincipal();
    const request = await service.create(caller, { assigneeUserId: uuidv7() });
    await eventually(() => expect(service.eventsOf(caller)).toHaveLength(2));
    const [created, assigned] = service.eventsOf(caller);
    expect(created).toMatchObject({
      type: EventType.REQUEST_CREATED,
      aggregateId: request.id,
      seq: 1,
      actor: { userId: caller.userId },
      audience: { visibility: 'tenant' },
    });
    expect(Request.decode(created!.resource)).toEqual(request);
    expect(assigned).toMatchObject({ type: EventType.REQUEST_ASSIGNED, seq: 2 });
    expect(Request.decode(assigned!.previous).assigneeUserId).toBeUndefined();
  });

  it('names all that does not exist at once', async () => {
    const [user, team] = [uuidv7(), uuidv7()];
    service.directory.missing.add(user).add(team);
    const creation = service.create(aPrincipal(), { assigneeUserId: user, assigneeTeamId: team, clientId: uuidv7() });
    await expect(creation).rejects.toMatchObject({
      reason: 'validation_failed',
      violations: [
        { pointer: '/assigneeUserId', code: 'not_found' },
        { pointer: '/assigneeTeamId', code: 'not_found' },
        { pointer: '/clientId', code: 'not_found' },
      ],
    });
  });

  it('refuses the visibility team without a team', async () => {
    const creation = service.create(aPrincipal(), { visibility: Visibility.TEAM });
    await expect(creation).rejects.toMatchObject({ violations: [{ pointer: '/assigneeTeamId', code: 'required' }] });
  });

  it('refuses items with more text than events can carry', async () => {
    const items = Array.from({ length: 60 }, () => ({ name: 'x', description: 'd'.repeat(5000) }));
    await expect(service.create(aPrincipal(), { items })).rejects.toMatchObject({
      violations: [{ pointer: '/items', code: 'too_long' }],
    });
  });

  it.each([
    ['plan_required', { plan: Plan.PERSONAL, features: [] }, { assigneeTeamId: uuidv7() }],
    ['plan_required', { plan: Plan.PERSONAL, features: [] }, { visibility: Visibility.PRIVATE }],
    ['feature_disabled', { features: [Feature.RESOURCE_VISIBILITY] }, { assigneeTeamId: uuidv7() }],
    ['feature_disabled', { features: [Feature.TEAMS] }, { visibility: Visibility.SHARED }],
  ])('refuses with %s what %j does not include', async (reason, rights, fields) => {
    await expect(service.create(aPrincipal(rights), fields)).rejects.toMatchObject({ reason });
  });

  it('needs no plan for the visibility tenant without a team', async () => {
    const caller = aPrincipal({ plan: Plan.PERSONAL, features: [] });
    await expect(service.create(caller, { visibility: Visibility.TENANT })).resolves.toBeDefined();
  });

  it('happens once for 50 concurrent calls with one key', async () => {
    const caller = aPrincipal();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => service.create(caller, {}, { idempotencyKey: 'one' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await eventually(() => expect(service.eventsOf(caller)).toHaveLength(1));
  });
});
