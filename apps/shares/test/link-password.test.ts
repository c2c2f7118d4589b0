import { startShares, type SharesUnderTest } from './shares-under-test';

describe('a link with a password', () => {
  let service: SharesUnderTest;
  beforeAll(async () => void (service = await startShares()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });
  const password = 'correct horse';
  const aLink = (fields = {}) => service.aCaller().aLink({ password, ...fields });

  async function outcomes(calls: Promise<unknown>[]): Promise<string[]> {
    const results = await Promise.allSettled(calls);
    return results.map((result) => (result.status === 'fulfilled' ? 'ok' : result.reason.reason));
  }

  it('opens with it, and with no other and not without', async () => {
    const { share, token } = await aLink();
    expect(share.link?.hasPassword).toBe(true);
    await expect(service.open(token)).rejects.toEqual(refused('password_required'));
    await expect(service.open(token, { password: 'wrong horse' })).rejects.toEqual(refused('invalid_password'));
    expect((await service.open(token, { password })).share?.link?.uses).toBe(1);
  });

  it('refuses every password after ten wrong ones, and says for how long', async () => {
    const { token } = await aLink();
    for (let round = 0; round < 10; round += 1) {
      await expect(service.open(token, { password: `wrong ${round}` })).rejects.toEqual(refused('invalid_password'));
    }
    const locked = expect.objectContaining({ reason: 'rate_limited', retryAfterSeconds: expect.any(Number) });
    await expect(service.open(token, { password })).rejects.toEqual(locked);
    await expect(service.open(token, { password, httpMethod: 'HEAD' })).rejects.toEqual(locked);
  });

  it('tells ten of 30 wrong passwords at once that they are wrong', async () => {
    const { token } = await aLink();
    const reasons = await outcomes(
      Array.from({ length: 30 }, (_, index) => service.open(token, { password: `wrong ${index}` })),
    );
    expect(reasons.filter((reason) => reason === 'invalid_password')).toHaveLength(10);
    expect(reasons.filter((reason) => reason === 'rate_limited')).toHaveLength(20);
  });

  it('keeps the lock to the link', async () => {
    const { token } = await aLink();
    const { token: other } = await aLink();
    await outcomes(Array.from({ length: 12 }, () => service.open(token, { password: 'wrong horse' })));
    await expect(service.open(other, { password })).resolves.toBeDefined();
  });

  it('opens again after 15 minutes', async () => {
    const { share, token } = await aLink();
    await outcomes(Array.from({ length: 12 }, () => service.open(token, { password: 'wrong horse' })));
    const links = service.connection.collection<{ _id: string }>('links');
    await links.updateOne({ _id: share.id }, { $set: { wrongUntil: new Date() } });
    await expect(service.open(token, { password })).resolves.toBeDefined();
  });

  it('counts uses exactly when many open it at once', async () => {
    const { token } = await aLink({ maxUses: 3 });
    const results = await outcomes(Array.from({ length: 20 }, () => service.open(token, { password })));
    expect(results.filter((result) => result === 'ok')).toHaveLength(3);
    expect(results.filter((result) => result === 'link_exhausted')).toHaveLength(17);
  });

  it('leaves neither token nor password in the database', async () => {
    const { token } = await aLink();
    const stored = await service.connection.collection('links').find({}).toArray();
    const events = await service.connection.collection('outbox').find({}).toArray();
    expect(JSON.stringify([stored, events])).not.toContain(token);
    expect(JSON.stringify(stored)).not.toContain(password);
  });
});
