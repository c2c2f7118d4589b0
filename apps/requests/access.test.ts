import { Role } from '@fileonion/contract/api';
import { Permission, Visibility } from '@fileonion/contract/requests';
import { canEdit, canSee, type AccessFacts } from './access';

const caller = { organizationId: 'org', userId: 'me', role: Role.MEMBER, teamIds: ['mine'] };
const nobody: AccessFacts = { visibility: Visibility.PRIVATE, grants: [] };
const view = { granteeId: 'me', permission: Permission.VIEW };
const edit = { granteeId: 'me', permission: Permission.EDIT };

function mayDo(request: Partial<AccessFacts>, role: Role = Role.MEMBER): string {
  const viewer = { ...caller, role };
  const facts = { ...nobody, ...request };
  return canEdit(viewer, facts) ? 'edit' : canSee(viewer, facts) ? 'view' : 'nothing';
}

describe('access to a request', () => {
  it.each([
    ['an owner edits a private request', {}, Role.OWNER, 'edit'],
    ['an admin edits a private request', {}, Role.ADMIN, 'edit'],
    ['a member does nothing with a private request', {}, Role.MEMBER, 'nothing'],
    ['its assigned user edits a private request', { assigneeUserId: 'me' }, Role.MEMBER, 'edit'],
    ['the assigned team does nothing with a private request', { assigneeTeamId: 'mine' }, Role.MEMBER, 'nothing'],
    ['shares of a private request sleep', { grants: [edit] }, Role.MEMBER, 'nothing'],
    ['everyone edits under tenant', { visibility: Visibility.TENANT }, Role.MEMBER, 'edit'],
    [
      'a view share takes nothing away under tenant',
      { visibility: Visibility.TENANT, grants: [view] },
      Role.MEMBER,
      'edit',
    ],
    [
      'members of the assigned team edit under team',
      { visibility: Visibility.TEAM, assigneeTeamId: 'mine' },
      Role.MEMBER,
      'edit',
    ],
    ['others do nothing under team', { visibility: Visibility.TEAM, assigneeTeamId: 'theirs' }, Role.MEMBER, 'nothing'],
    [
      'a share adds access under team',
      { visibility: Visibility.TEAM, assigneeTeamId: 'theirs', grants: [view] },
      Role.MEMBER,
      'view',
    ],
    [
      'the assigned team does nothing under shared',
      { visibility: Visibility.SHARED, assigneeTeamId: 'mine' },
      Role.MEMBER,
      'nothing',
    ],
    ['a view share lets view', { visibility: Visibility.SHARED, grants: [view] }, Role.MEMBER, 'view'],
    ['an edit share lets edit', { visibility: Visibility.SHARED, grants: [edit] }, Role.MEMBER, 'edit'],
    [
      'the stronger of two shares counts',
      { visibility: Visibility.SHARED, grants: [view, { granteeId: 'mine', permission: Permission.EDIT }] },
      Role.MEMBER,
      'edit',
    ],
    [
      'a view share does not weaken the assigned user',
      { visibility: Visibility.SHARED, assigneeUserId: 'me', grants: [view] },
      Role.MEMBER,
      'edit',
    ],
    [
      'a share with others does nothing',
      { visibility: Visibility.SHARED, grants: [{ ...edit, granteeId: 'you' }] },
      Role.MEMBER,
      'nothing',
    ],
  ] as const)('%s', (_, request, role, may) => {
    expect(mayDo(request, role)).toBe(may);
  });
});
