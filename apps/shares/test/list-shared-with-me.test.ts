import { ListSharedWithMeRequest } from '@fileonion/contract/shares';
import { uuidv7 } from 'uuidv7';
import { startShares } from './shares-under-test';

test('what was shared with the caller shows the request, the permission, and whether it came by user or team', async () => {
  const service = await startShares();
  try {
    const teamId = uuidv7();
    const { principal, calls } = service.aCaller({ role: 'MEMBER', teamIds: [teamId] });
    const request = service.requests.aRequest({ title: 'Tax papers' });
    const requestId = request.id;
    const createdBy = uuidv7();
    const personal = service.requests.aGrant({ requestId, userId: principal.userId, permission: 'EDIT', createdBy });
    const ofTeam = service.requests.aGrant({ requestId, userId: undefined, teamId, createdBy });

    const { shares, page } = await calls.listSharedWithMe(ListSharedWithMeRequest.fromPartial({}));
    const resource = { id: requestId, type: 'REQUEST', title: 'Tax papers' };
    expect(shares).toEqual([
      expect.objectContaining({
        id: personal.id,
        resource,
        permission: 'EDIT',
        via: 'USER',
        teamId: undefined,
        createdBy,
      }),
      expect.objectContaining({ id: ofTeam.id, resource, permission: 'VIEW', via: 'TEAM', teamId, createdBy }),
    ]);
    expect(page).toMatchObject({ hasMore: false });
  } finally {
    await service.stop();
  }
});
