import type { Principal } from '@fileonion/contract/api';
import {
  DirectoryServiceService,
  FindSessionUserRequest,
  UpdateUserRequest,
  UsersServiceService,
  UserStatus,
  type User,
} from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('finding the user of a session', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  /** A person with an address that no other test uses. */
  function aPerson() {
    const email = `${uuidv7()}@example.com`;
    const claims = { issuer: 'https://login.example.com', subject: uuidv7(), email, emailVerified: true };
    const signIn = async (parts: Partial<FindSessionUserRequest> = {}) => (await find(parts)).caller!;
    const find = (parts: Partial<FindSessionUserRequest> = {}) =>
      service.as(DirectoryServiceService).findSessionUser(FindSessionUserRequest.fromPartial({ ...claims, ...parts }));
    return { email, signIn, find };
  }

  const refused = { reason: 'invalid_credentials' };
  const setStatus = (caller: Principal, { id: userId }: User, status: UserStatus) =>
    service
      .as(UsersServiceService, caller)
      .updateUser(UpdateUserRequest.fromPartial({ userId, status, updateMask: ['status'] }));
  const suspend = (caller: Principal, user: User) => setStatus(caller, user, UserStatus.SUSPENDED);

  it('binds an invited user with the same verified address, who becomes active', async () => {
    const { email, signIn } = aPerson();
    const user = await service.aUser(await service.anOwner(), { email, status: UserStatus.INVITED });
    const caller = await signIn({ email: email.toUpperCase() });
    expect(caller.user).toMatchObject({ id: user.id, status: UserStatus.ACTIVE });
  });

  it('knows a bound person by the subject from then on, whatever the address is', async () => {
    const { email, signIn } = aPerson();
    const user = await service.aUser(await service.anOwner(), { email });
    await signIn();
    for (const claims of [{ email: 'other@example.com' }, { email: '' }, { emailVerified: false }]) {
      expect((await signIn(claims)).user?.id).toBe(user.id);
    }
  });

  it('binds nobody by an address that is not verified, or is nobody’s', async () => {
    const { email, signIn } = aPerson();
    await service.aUser(await service.anOwner(), { email });
    await expect(signIn({ emailVerified: false })).rejects.toMatchObject(refused);
    await expect(signIn({ email: `${uuidv7()}@example.com` })).rejects.toMatchObject(refused);
    await expect(signIn({ email: '' })).rejects.toMatchObject(refused);
  });

  it.each([
    ['kiss', 'ki\u00df'],
    ['kiss', 'ki\u017fs'],
    ['kiss', '\u212aiss'],
    ['finance', 'f\u0131nance'],
    ['finance', '\ufb01nance'],
    ['finance', '\uff46inance'],
    ['ki\u00df', 'kiss'],
  ])('binds %s@… by no verified address that only looks like it, such as %s@…', async (name, lookalike) => {
    const { signIn } = aPerson();
    const domain = `${uuidv7()}.example.com`;
    const user = await service.aUser(await service.anOwner(), { email: `${name}@${domain}` });
    await expect(signIn({ email: `${lookalike}@${domain}` })).rejects.toMatchObject(refused);
    expect((await signIn({ email: `${name.replace('k', 'K')}@${domain}` })).user?.id).toBe(user.id);
  });

  it('binds a user once: another subject or issuer with the same address is refused', async () => {
    const { email, signIn } = aPerson();
    await service.aUser(await service.anOwner(), { email });
    await signIn();
    await expect(signIn({ subject: uuidv7() })).rejects.toMatchObject(refused);
    await expect(signIn({ issuer: 'https://elsewhere.example.com' })).rejects.toMatchObject(refused);
  });

  it('binds one of two subjects that come at once, for 30 rounds', async () => {
    const owner = await service.anOwner();
    for (let round = 0; round < 30; round += 1) {
      const { email, signIn } = aPerson();
      const user = await service.aUser(owner, { email, status: UserStatus.INVITED });
      const results = await Promise.allSettled([signIn(), signIn({ subject: uuidv7() })]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find((result) => result.status === 'fulfilled')?.value.user?.id).toBe(user.id);
    }
  });

  it('serves ten first calls of one session at once', async () => {
    const { email, signIn } = aPerson();
    const user = await service.aUser(await service.anOwner(), { email, status: UserStatus.INVITED });
    const callers = await Promise.all(Array.from({ length: 10 }, () => signIn()));
    expect(new Set(callers.map((caller) => caller.user?.id))).toEqual(new Set([user.id]));
  });

  it('refuses a suspended user, bound or not', async () => {
    const owner = await service.anOwner();
    const [bound, unbound] = [aPerson(), aPerson()];
    const user = await service.aUser(owner, { email: bound.email });
    await bound.signIn();
    await suspend(owner, user);
    await service.aUser(owner, { email: unbound.email, status: UserStatus.SUSPENDED });
    await expect(bound.signIn()).rejects.toMatchObject(refused);
    await expect(unbound.signIn()).rejects.toMatchObject(refused);
  });

  it('takes the organization joined first, or the one that is picked', async () => {
    const { email, signIn } = aPerson();
    const [first, second, third] = [await service.anOwner(), await service.anOwner(), await service.anOwner()];
    await service.aUser(third, { email, status: UserStatus.INVITED });
    await service.aUser(first, { email });
    await service.aUser(second, { email });
    expect((await signIn()).organizationId).toBe(first.organizationId);
    for (const { organizationId } of [second, third]) {
      expect(await signIn({ organizationId })).toMatchObject({ organizationId, user: { status: UserStatus.ACTIVE } });
    }
    expect((await signIn()).organizationId).toBe(first.organizationId);
  });

  it('goes on to the next organization where the first has suspended the person', async () => {
    const { email, signIn } = aPerson();
    const [first, second] = [await service.anOwner(), await service.anOwner()];
    const user = await service.aUser(first, { email });
    await service.aUser(second, { email });
    await signIn();
    await suspend(first, user);
    expect((await signIn()).organizationId).toBe(second.organizationId);
    await expect(signIn({ organizationId: first.organizationId })).rejects.toMatchObject(refused);
  });

  it.each(['has signed in', 'has never signed in'])(
    'goes back to the organization joined first when that lets the person, who %s there, in again',
    async (before) => {
      const { email, signIn, find } = aPerson();
      const [first, second] = [await service.anOwner(), await service.anOwner()];
      const user = await service.aUser(first, { email });
      if (before === 'has signed in') await signIn();
      await suspend(first, user);
      await service.aUser(second, { email });
      expect(await find()).toMatchObject({
        caller: { organizationId: second.organizationId },
        forThisCallOnly: true,
      });
      await setStatus(first, user, UserStatus.ACTIVE);
      expect((await find()).caller?.organizationId).toBe(first.organizationId);
    },
  );

  it('holds for this call only where several organizations know the person, who picks none', async () => {
    const { email, find } = aPerson();
    const [owner, other] = [await service.anOwner(), await service.anOwner()];
    await service.aUser(owner, { email });
    expect((await find()).forThisCallOnly).toBe(false);
    await service.aUser(other, { email });
    expect((await find()).forThisCallOnly).toBe(true);
    expect((await find({ organizationId: owner.organizationId })).forThisCallOnly).toBe(false);
  });

  it('refuses an organization that does not know the person like one that does not exist', async () => {
    const { email, signIn } = aPerson();
    await service.aUser(await service.anOwner(), { email });
    const stranger = await service.anOwner();
    for (const organizationId of [stranger.organizationId, uuidv7()]) {
      await expect(signIn({ organizationId })).rejects.toMatchObject(refused);
    }
  });
});
