import { TeamRole } from '@fileonion/contract/teams';
import { checkMayJoin, type MembershipRow } from './membership';

describe('the number of teams of a user', () => {
  const memberships = (count: number): MembershipRow[] => {
    const now = new Date();
    return Array.from({ length: count }, (_, index) => ({
      _id: `${index}`,
      organizationId: 'o',
      teamId: `${index}`,
      userId: 'u',
      role: TeamRole.MEMBER,
      version: 1,
      createdAt: now,
      updatedAt: now,
    }));
  };

  it('may reach 200', () => expect(() => checkMayJoin(memberships(199))).not.toThrow());

  it('stays there', () =>
    expect(() => checkMayJoin(memberships(200))).toThrow(expect.objectContaining({ reason: 'limit_reached' })));
});
