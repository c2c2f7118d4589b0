import { Share } from '@fileonion/contract/shares';
import { eventually } from '@fileonion/testing';
import { startShares, type SharesUnderTest } from './shares-under-test';

describe('opening a link', () => {
  let service: SharesUnderTest;
  beforeAll(async () => void (service = await startShares()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });

  it('shows the request and the link without its secret, and counts the use', async () => {
    const { request, share, token } = await service.aCaller().aLink({ maxUses: 2 });
    const shared = await service.open(token);
    expect(shared.resource).toMatchObject({ id: request.id, title: request.title });
    expect(shared.share).toEqual({ ...share, link: { ...share.link, token: undefined, url: undefined, uses: 1 } });
  });

  it('never counts a HEAD, and refuses it like a GET', async () => {
    const { token } = await service.aCaller().aLink({ maxUses: 1 });
    const head = { httpMethod: 'HEAD' };
    for (let round = 0; round < 3; round += 1) await service.open(token, head);
    expect((await service.open(token)).share?.link?.uses).toBe(1);
    await expect(service.open(token, head)).rejects.toEqual(refused('link_exhausted'));
  });

  it('succeeds five times of 60 at once for a link of five uses, for 30 rounds', async () => {
    const caller = service.aCaller();
    for (let round = 0; round < 30; round += 1) {
      const { token } = await caller.aLink({ maxUses: 5 });
      const results = await Promise.allSettled(Array.from({ length: 60 }, () => service.open(token)));
      const uses = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.share!.link!.uses] : []));
      expect(uses.sort()).toEqual([1, 2, 3, 4, 5]);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.reason] : []));
      expect(new Set(reasons)).toEqual(new Set(['link_exhausted']));
    }
  }, 120_000);

  it.each(['', 'x', 'a'.repeat(43), '*'.repeat(43)])('does not find the token %p', async (token) => {
    await expect(service.open(token)).rejects.toEqual(refused('not_found'));
  });

  it('refuses a link past its end', async () => {
    const { aLink } = service.aCaller();
    await service.open((await aLink({ expiresAt: new Date(Date.now() + 60_000) })).token);
    const past = await aLink({ expiresAt: new Date(Date.now() - 1) });
    await expect(service.open(past.token)).rejects.toEqual(refused('link_expired'));
  });

  it('refuses a revoked link for good, also while its request is private', async () => {
    const { calls, aLink } = service.aCaller();
    const { request, share, token } = await aLink();
    await calls.deleteShare({ shareId: share.id });
    await expect(service.open(token)).rejects.toEqual(refused('link_revoked'));
    request.visibility = 'PRIVATE';
    await expect(service.open(token)).rejects.toEqual(refused('link_revoked'));
  });

  it('does not find a link while its request is private, and finds it again afterwards', async () => {
    const { request, token } = await service.aCaller().aLink({ password: 'correct horse' });
    request.visibility = 'PRIVATE';
    await expect(service.open(token, { password: 'wrong horse' })).rejects.toEqual(refused('not_found'));
    request.visibility = 'TENANT';
    await expect(service.open(token, { password: 'correct horse' })).resolves.toBeDefined();
  });

  it('refuses the link of a deleted request before its revocation has arrived', async () => {
    const { request, token } = await service.aCaller().aLink();
    service.requests.deleteRequest(request);
    await expect(service.open(token)).rejects.toEqual(refused('link_revoked'));
  });

  it('stops with the answer of the revocation, for 30 rounds of openings at the same time', async () => {
    const { calls, aLink } = service.aCaller();
    for (let round = 0; round < 30; round += 1) {
      const { share, token } = await aLink();
      const openings = Array.from({ length: 5 }, () => service.open(token).catch((error: unknown) => error));
      await calls.deleteShare({ shareId: share.id });
      await expect(service.open(token)).rejects.toEqual(refused('link_revoked'));
      await Promise.all(openings);
    }
  }, 60_000);

  it('announces the link without its secret', async () => {
    const { principal, aLink } = service.aCaller();
    const { share } = await aLink();
    await eventually(() => expect(service.eventsOf(principal)).toHaveLength(1));
    const [event] = service.eventsOf(principal);
    expect(event).toMatchObject({
      type: 'SHARE_CREATED',
      aggregateId: share.id,
      seq: 1,
      actor: { userId: principal.userId },
    });
    expect(Share.decode(event!.resource)).toEqual({
      ...share,
      link: { ...share.link, token: undefined, url: undefined },
    });
  });
});
