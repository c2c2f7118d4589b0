import { Feature, Plan } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import { Permission, RequestsServiceService, Visibility } from '@fileonion/contract/requests';
import { Share } from '@fileonion/contract/shares';
import { aPrincipal, eventually, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('granting access', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('lets a user see the request with the answer, and a repetition changes the permission', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const { id } = await service.create(owner, { visibility: Visibility.SHARED });
    const { put } = grantsOf(service, owner);
    const [first, second, third]: NonNullable<CallOptions['reply']>[] = [{}, {}, {}];
    const given = await put(id, { userId: member.userId }, Permission.VIEW, { reply: first });
    expect(await grantsOf(service, member).access(id)).toMatchObject({ canView: true, canEdit: false });
    const changed = await put(id, { userId: member.userId }, Permission.EDIT, { reply: second });
    expect(changed).toEqual({ ...given, permission: Permission.EDIT, updatedAt: changed.updatedAt });
    expect(await grantsOf(service, member).access(id)).toMatchObject({ canView: true, canEdit: true });
    expect(await put(id, { userId: member.userId }, Permission.EDIT, { reply: third })).toEqual(changed);
    expect([first, second, third]).toMatchObject([
      { existed: false, etag: '"1"' },
      { existed: true, etag: '"2"' },
      { existed: true, etag: '"2"' },
    ]);
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(3));
    const [, created, updated] = service.eventsOf(owner);
    expect(created).toMatchObject({
      type: EventType.SHARE_CREATED,
      aggregateId: given.id,
      seq: 1,
      audience: { userId: member.userId },
    });
    expect(updated).toMatchObject({ type: EventType.SHARE_UPDATED, aggregateId: given.id, seq: 2 });
    expect([Share.decode(updated!.previous).permission, Share.decode(updated!.resource).permission]).toEqual([
      'VIEW',
      'EDIT',
    ]);
  });

  it('leaves the version of the request as it is', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner);
    await grantsOf(service, owner).put(requestId, { userId: uuidv7() });
    const reply: CallOptions['reply'] = {};
    await service.as(RequestsServiceService, owner).getRequest({ requestId }, { reply });
    expect(reply.etag).toBe('"1"');
  });

  it('takes no user for a team and no team for a user, also where the one has a share', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const { put } = grantsOf(service, owner);
    const [userId, teamId] = [uuidv7(), uuidv7()];
    service.directory.missing.add(`team ${userId}`).add(`user ${teamId}`);
    const given = [await put(id, { userId }), await put(id, { teamId })];
    for (const [grantee, pointer] of [
      [{ teamId: userId }, '/teamId'],
      [{ userId: teamId }, '/userId'],
    ] as const)
      await expect(put(id, grantee, Permission.EDIT)).rejects.toMatchObject({
        violations: [{ pointer, code: 'not_found' }],
      });
    expect([await put(id, { userId }), await put(id, { teamId })]).toEqual(given);
  });

  it('needs someone who may edit the request', async () => {
    const owner = aPrincipal();
    const [viewer, stranger] = [aColleague(owner), aColleague(owner)];
    const { id } = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(id, { userId: viewer.userId });
    await expect(grantsOf(service, viewer).put(id, { userId: uuidv7() })).rejects.toMatchObject({
      reason: 'permission_denied',
    });
    await expect(grantsOf(service, stranger).put(id, { userId: uuidv7() })).rejects.toMatchObject({
      reason: 'not_found',
    });
  });

  it('is refused for a private request, an unknown user and an unknown team', async () => {
    const owner = aPrincipal();
    const [hidden, open] = [
      await service.create(owner, { visibility: Visibility.PRIVATE }),
      await service.create(owner),
    ];
    const { put } = grantsOf(service, owner);
    await expect(put(hidden.id, { userId: uuidv7() })).rejects.toMatchObject({ reason: 'resource_private' });
    const [user, team] = [uuidv7(), uuidv7()];
    service.directory.missing.add(user).add(team);
    await expect(put(open.id, { userId: user })).rejects.toMatchObject({
      violations: [{ pointer: '/userId', code: 'not_found' }],
    });
    await expect(put(open.id, { teamId: team })).rejects.toMatchObject({
      violations: [{ pointer: '/teamId', code: 'not_found' }],
    });
  });

  it('to a team needs the plan and the feature when it is new, and nothing when it changes', async () => {
    const owner = aPrincipal();
    const teamId = uuidv7();
    const { id } = await service.create(owner);
    await grantsOf(service, owner).put(id, { teamId });
    const personal = grantsOf(service, { ...owner, plan: Plan.PERSONAL, features: [] });
    const switchedOff = grantsOf(service, { ...owner, features: [Feature.RESOURCE_VISIBILITY] });
    await expect(personal.put(id, { teamId: uuidv7() })).rejects.toMatchObject({ reason: 'plan_required' });
    await expect(switchedOff.put(id, { teamId: uuidv7() })).rejects.toMatchObject({ reason: 'feature_disabled' });
    await expect(personal.put(id, { teamId }, Permission.EDIT)).resolves.toMatchObject({ permission: Permission.EDIT });
    await expect(personal.put(id, { userId: uuidv7() })).resolves.toBeDefined();
  });

  it('to the same user by two callers at once makes one grant, for 30 rounds', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const { put, list } = grantsOf(service, owner);
    for (let round = 1; round <= 30; round += 1) {
      const userId = uuidv7();
      const made = await Promise.all([put(id, { userId }), put(id, { userId }, Permission.EDIT)]);
      expect(new Set(made.map((grant) => grant.id)).size).toBe(1);
      expect(await list(id)).toHaveLength(round);
    }
  }, 60_000);
});
