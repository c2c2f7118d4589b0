import { Role } from '@fileonion/contract/api';
import { UserStatus } from '@fileonion/contract/teams';
import fc from 'fast-check';
import { identityOf, pickSessionUser } from './session-user';
import type { UserRow } from './user';

const mine = identityOf('https://login.example.com', 'me');

const aUser = fc.record({
  _id: fc.uuid(),
  organizationId: fc.constantFrom('a', 'b', 'c'),
  identity: fc.constantFrom(mine, identityOf('https://login.example.com', 'other'), undefined),
  status: fc.constantFrom(UserStatus.ACTIVE, UserStatus.INVITED, UserStatus.SUSPENDED),
  joinedAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
  createdAt: fc.date({ noInvalidDate: true }),
});
const candidates = fc.array(
  aUser.map((user): UserRow => ({
    ...user,
    email: '',
    emailKey: '',
    name: '',
    nameKey: '',
    role: Role.MEMBER,
    version: 1,
    updatedAt: user.createdAt,
  })),
);

describe('the user of a session', () => {
  it('is never suspended, and never bound to another person', () => {
    fc.assert(
      fc.property(candidates, (users) => {
        const picked = pickSessionUser(users, mine);
        expect([undefined, UserStatus.ACTIVE, UserStatus.INVITED]).toContain(picked?.status);
        expect([undefined, mine]).toContain(picked?.identity);
      }),
    );
  });

  it('is not an unbound one where the organization knows the person already', () => {
    fc.assert(
      fc.property(candidates, (users) => {
        const picked = pickSessionUser(users, mine);
        const known = users.some((user) => user.organizationId === picked?.organizationId && user.identity === mine);
        expect(!known || picked?.identity === mine).toBe(true);
      }),
    );
  });

  it('does not depend on the order in which the database has them', () => {
    fc.assert(
      fc.property(candidates, (users) => {
        const [one, other] = [pickSessionUser(users, mine), pickSessionUser(users.toReversed(), mine)];
        expect(one?.joinedAt).toEqual(other?.joinedAt);
        expect(one?.createdAt).toEqual(other?.createdAt);
      }),
    );
  });
});

it('keeps identities of different issuers and subjects apart, whatever they contain', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (issuer, subject, otherIssuer, otherSubject) => {
      fc.pre(issuer !== otherIssuer || subject !== otherSubject);
      expect(identityOf(issuer, subject)).not.toBe(identityOf(otherIssuer, otherSubject));
    }),
  );
});
