import { uuidv7 } from 'uuidv7';
import { startShares, type SharesUnderTest } from './shares-under-test';

describe('sharing a request', () => {
  let service: SharesUnderTest;
  beforeAll(async () => void (service = await startShares()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });
  const flags = () => ({ existed: false, replayed: false });

  it('with a user is a grant of the requests service', async () => {
    const { principal, share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const userId = uuidv7();
    const { share: made } = await share({ type: 'USER', resourceId, userId });
    const expected = {
      type: 'USER',
      resourceType: 'REQUEST',
      resourceId,
      userId,
      permission: 'VIEW',
      link: undefined,
      createdBy: principal.userId,
    };
    expect(made).toMatchObject(expected);
  });

  it('again with the same team changes the permission and says that it existed', async () => {
    const { share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const team = { type: 'TEAM', resourceId, teamId: uuidv7() } as const;
    const first = await share(team);
    const reply = flags();
    const second = await share({ ...team, permission: 'EDIT' }, { reply });
    expect(second.share).toMatchObject({ id: first.share?.id, type: 'TEAM', permission: 'EDIT' });
    expect(reply.existed).toBe(true);
  });

  it('by link gives the secret, whose address leads through the gateway', async () => {
    const { share: link } = await service.aCaller().aLink({ maxUses: 7 });
    expect(link.link).toMatchObject({ maxUses: 7, uses: 0, hasPassword: false });
    expect(link.link?.token).toMatch(/^[\w-]{43}$/);
    expect(link.link?.url).toBe(`https://api.example.com/api/v2/shares/link/${link.link?.token}`);
    expect(link).toMatchObject({ type: 'LINK', permission: 'VIEW', userId: undefined, teamId: undefined });
  });

  it.each([
    ['not_found', { canView: false, canEdit: false }],
    ['permission_denied', { canEdit: false }],
    ['resource_private', { visibility: 'PRIVATE' }],
  ] as const)('is refused with %s, with a user as by link', async (reason, parts) => {
    const { share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest(parts);
    await expect(share({ type: 'LINK', resourceId })).rejects.toEqual(refused(reason));
    await expect(share({ type: 'USER', resourceId, userId: uuidv7() })).rejects.toEqual(refused(reason));
  });

  it('by link happens once for 50 concurrent calls with one key, and all get the token', async () => {
    const { calls, share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => share({ type: 'LINK', resourceId }, { idempotencyKey: 'one' })),
    );
    expect(new Set(answers.map((answer) => answer.share?.link?.token)).size).toBe(1);
    const { shares } = await calls.listResourceShares({ resourceId, createdAfter: undefined, updatedAfter: undefined });
    expect(shares).toHaveLength(1);
  });

  it('passes the idempotency key on to where the grant is made, and replays the answer', async () => {
    const { share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const fields = { type: 'USER', resourceId, userId: uuidv7() } as const;
    const [first, second] = [flags(), flags()];
    const made = await share(fields, { idempotencyKey: 'once', reply: first });
    expect(service.requests.calls.at(-1)).toEqual({ idempotencyKey: 'once' });
    const count = service.requests.calls.length;
    expect(await share(fields, { idempotencyKey: 'once', reply: second })).toEqual(made);
    expect([first, second]).toMatchObject([
      { replayed: false, existed: false },
      { replayed: true, existed: false },
    ]);
    expect(service.requests.calls).toHaveLength(count);
  });

  it('refuses a key of a grant for a link and the other way round', async () => {
    const { share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const link = { type: 'LINK', resourceId } as const;
    const grant = { type: 'USER', resourceId, userId: uuidv7() } as const;
    await share(grant, { idempotencyKey: 'a', fingerprint: 'grant' });
    await expect(share(link, { idempotencyKey: 'a', fingerprint: 'link' })).rejects.toEqual(
      refused('idempotency_key_reused'),
    );
    await share(link, { idempotencyKey: 'b', fingerprint: 'link' });
    const count = service.requests.calls.length;
    await expect(share(grant, { idempotencyKey: 'b', fingerprint: 'grant' })).rejects.toEqual(
      refused('idempotency_key_reused'),
    );
    expect(service.requests.calls).toHaveLength(count);
  });

  it('by link gives a repetition the token again, though the request takes no shares any more', async () => {
    const { share } = service.aCaller();
    const request = service.requests.aRequest();
    const fields = { type: 'LINK', resourceId: request.id } as const;
    const made = await share(fields, { idempotencyKey: 'd' });
    request.visibility = 'PRIVATE';
    const reply = flags();
    expect(await share(fields, { idempotencyKey: 'd', reply })).toEqual(made);
    expect(reply.replayed).toBe(true);
  });

  it('does not keep a refusal under the key', async () => {
    const { share } = service.aCaller();
    const request = service.requests.aRequest({ visibility: 'PRIVATE' });
    const fields = { type: 'USER', resourceId: request.id, userId: uuidv7() } as const;
    await expect(share(fields, { idempotencyKey: 'c' })).rejects.toEqual(refused('resource_private'));
    request.visibility = 'TENANT';
    await expect(share(fields, { idempotencyKey: 'c' })).resolves.toBeDefined();
  });
});
