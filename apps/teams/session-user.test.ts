import { Role } from '@fileonion/contract/api';
import { UserStatus } from '@fileonion/contract/teams';
import { foldCase } from '@fileonion/service-kit';
import fc from 'fast-check';
import { identityOf, isOneOfSeveral, isSameAddress, pickSessionUser } from './session-user';
import type { UserRow } from './user';

const mine = identityOf('https://login.example.com', 'me');
const address = 'kiss@fileonion.com';
const session = { identity: mine, email: address };

/** Addresses of others, which people take for mine. */
const lookalikes = [
  'kiss@f\u0131leonion.com',
  'ki\u017f\u017f@fileonion.com',
  'ki\u00df@fileonion.com',
  'ki\u1e9e@fileonion.com',
  '\u212aiss@fileonion.com',
  'kiss@\uff46\uff49leonion.com',
  'kiss\uff20fileonion.com',
  'kiss@\ufb01leonion.com',
  'kiss@fi\u0307leonion.com',
  'kiss@f\u0130leonion.com',
];

const aUser = fc.record({
  _id: fc.uuid(),
  organizationId: fc.constantFrom('a', 'b', 'c'),
  identity: fc.constantFrom(mine, identityOf('https://login.example.com', 'other'), undefined),
  email: fc.constantFrom(address, 'KISS@FileOnion.com', ...lookalikes),
  status: fc.constantFrom(UserStatus.ACTIVE, UserStatus.INVITED, UserStatus.SUSPENDED),
  joinedAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
  createdAt: fc.date({ noInvalidDate: true }),
});
const candidates = fc.array(
  aUser.map((user): UserRow => ({
    ...user,
    emailKey: foldCase(user.email),
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
        const picked = pickSessionUser(users, session);
        expect([undefined, UserStatus.ACTIVE, UserStatus.INVITED]).toContain(picked?.status);
        expect([undefined, mine]).toContain(picked?.identity);
      }),
    );
  });

  it('is bound already, or has the very address that was verified, whatever looks like it', () => {
    fc.assert(
      fc.property(candidates, fc.constantFrom(undefined, address, ...lookalikes), (users, email) => {
        const picked = pickSessionUser(users, { identity: mine, email });
        const isTheirs = email === address ? [address, 'KISS@FileOnion.com'] : [email];
        expect(!picked || picked.identity === mine || isTheirs.includes(picked.email)).toBe(true);
      }),
    );
  });

  it('is not an unbound one where the organization knows the person already', () => {
    fc.assert(
      fc.property(candidates, (users) => {
        const picked = pickSessionUser(users, session);
        const known = users.some((user) => user.organizationId === picked?.organizationId && user.identity === mine);
        expect(!known || picked?.identity === mine).toBe(true);
      }),
    );
  });

  it('is the only one unless there are several, whatever becomes of them', () => {
    const statuses = fc.infiniteStream(fc.constantFrom(UserStatus.ACTIVE, UserStatus.INVITED, UserStatus.SUSPENDED));
    fc.assert(
      fc.property(candidates, statuses, (users, later) => {
        const picks = [users, users.map((user) => ({ ...user, status: later.next().value! }))].map((them) =>
          pickSessionUser(them, session),
        );
        const ids = new Set(picks.flatMap((picked) => picked?._id ?? []));
        expect(ids.size <= 1 || isOneOfSeveral(users, session)).toBe(true);
      }),
    );
  });

  it('does not depend on the order in which the database has them', () => {
    fc.assert(
      fc.property(candidates, (users) => {
        const [one, other] = [pickSessionUser(users, session), pickSessionUser(users.toReversed(), session)];
        expect(one?.joinedAt).toEqual(other?.joinedAt);
        expect(one?.createdAt).toEqual(other?.createdAt);
      }),
    );
  });
});

describe('two addresses', () => {
  it('are the same whatever the case of A-Z', () => {
    expect(isSameAddress('KISS@FileOnion.com', address)).toBe(true);
    expect(isSameAddress('Jörg@FileOnion.com', 'jörg@fileonion.com')).toBe(true);
  });

  it.each(lookalikes)('are different ones when one only looks like the other: %s', (lookalike) => {
    expect(isSameAddress(lookalike, address)).toBe(false);
  });

  it.each(['k', 'i', 's', 'ß', 'ö', '@'])('may have no other character but A-Z in place of %s', (letter) => {
    const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    const same = characters.filter((other) => isSameAddress(`${other}@example.com`, `${letter}@example.com`));
    expect(same).toEqual(/[a-z]/.test(letter) ? [letter.toUpperCase(), letter] : [letter]);
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
