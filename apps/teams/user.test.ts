import { Role } from '@fileonion/contract/api';
import { InviteUserRequest, UpdateUserRequest, UserStatus } from '@fileonion/contract/teams';
import fc from 'fast-check';
import { changesOfUser, checkMayManage, invitedUser, isActiveOwner, type UserRow } from './user';

const now = new Date();
const invited = (fields: Partial<InviteUserRequest>) => invitedUser(InviteUserRequest.fromPartial(fields));
const aUser = (fields: Partial<UserRow> = {}): UserRow => ({
  ...invited({ email: 'ada@example.com' }),
  _id: 'u',
  organizationId: 'o',
  version: 1,
  createdAt: now,
  updatedAt: now,
  ...fields,
});
const update = (fields: Partial<UpdateUserRequest>) =>
  UpdateUserRequest.fromPartial({ ...fields, updateMask: Object.keys(fields) });

describe('a user', () => {
  it('is named by the address unless a name is given', () => {
    expect(invited({ email: 'ada@example.com' }).name).toBe('ada');
    expect(invited({ email: 'ada@example.com', name: 'Ada' }).name).toBe('Ada');
    expect(invited({ email: `${'a'.repeat(200)}@example.com` }).name).toHaveLength(100);
  });

  it('has joined when first made active, and only then', () => {
    const active = { status: UserStatus.ACTIVE };
    const later = new Date(now.getTime() + 1);
    expect(changesOfUser(aUser(), update(active), later)).toMatchObject({ joinedAt: later });
    const suspended = aUser({ status: UserStatus.SUSPENDED, joinedAt: now });
    expect(changesOfUser(suspended, update(active), later)).not.toHaveProperty('joinedAt');
  });

  it('is not changed by what is so already', () => {
    const { name, role, status } = aUser();
    expect(changesOfUser(aUser(), update({ name, role, status }), now)).toBeUndefined();
    expect(changesOfUser(aUser(), update({}), now)).toBeUndefined();
  });
});

describe('owners', () => {
  const roles = fc.array(fc.constantFrom(Role.OWNER, Role.ADMIN, Role.MEMBER));

  it('are managed by owners only', () => {
    fc.assert(
      fc.property(roles, (touched) => {
        expect(() => checkMayManage(Role.OWNER, ...touched)).not.toThrow();
        const byAdmin = () => checkMayManage(Role.ADMIN, ...touched);
        if (touched.includes(Role.OWNER)) expect(byAdmin).toThrow(expect.objectContaining({ reason: 'role_required' }));
        else expect(byAdmin).not.toThrow();
      }),
    );
  });

  it('count while they are active', () => {
    expect(isActiveOwner({ role: Role.OWNER, status: UserStatus.ACTIVE })).toBe(true);
    expect(isActiveOwner({ role: Role.OWNER, status: UserStatus.INVITED })).toBe(false);
    expect(isActiveOwner({ role: Role.OWNER, status: UserStatus.SUSPENDED })).toBe(false);
    expect(isActiveOwner({ role: Role.ADMIN, status: UserStatus.ACTIVE })).toBe(false);
  });
});
