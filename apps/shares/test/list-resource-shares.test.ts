import { ListResourceSharesRequest } from '@fileonion/contract/shares';
import { startShares, type SharesUnderTest } from './shares-under-test';

describe('listing the shares of a request', () => {
  let service: SharesUnderTest;
  beforeAll(async () => void (service = await startShares()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });
  const listOf = (fields: Parameters<typeof ListResourceSharesRequest.fromPartial>[0]) =>
    ListResourceSharesRequest.fromPartial(fields);

  /** A request with grants and links made in turns, newest last. */
  async function aSharedRequest(pairs: number) {
    const caller = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const ids: string[] = [];
    for (let index = 0; index < pairs; index += 1) {
      ids.push(service.requests.aGrant({ requestId: resourceId }).id);
      ids.push((await caller.share({ type: 'LINK', resourceId })).share!.id);
    }
    return { ...caller, resourceId, ids };
  }

  async function walk(
    { calls, resourceId }: Awaited<ReturnType<typeof aSharedRequest>>,
    sort: string,
    between = async () => {},
  ) {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { shares, page } = await calls.listResourceShares(listOf({ resourceId, limit: 2, cursor, sort }));
      found.push(...shares.map(({ id }) => id));
      cursor = page?.nextCursor;
      await between();
    } while (cursor);
    return found;
  }

  it('merges grants and links in one order, each once', async () => {
    const shared = await aSharedRequest(3);
    expect(await walk(shared, '-createdAt')).toEqual(shared.ids.toReversed());
    expect(await walk(shared, 'createdAt')).toEqual(shared.ids);
  });

  it('keeps the order of rows that were made at the same moment', async () => {
    const shared = await aSharedRequest(0);
    const createdAt = new Date();
    const ids = Array.from(
      { length: 5 },
      () => service.requests.aGrant({ requestId: shared.resourceId, createdAt }).id,
    );
    expect(await walk(shared, 'createdAt')).toEqual(ids);
  });

  it('returns what exists during the whole walk exactly once, whatever is added and revoked meanwhile', async () => {
    const shared = await aSharedRequest(4);
    const doomed = shared.ids[1]!;
    let round = 0;
    const found = await walk(shared, '-createdAt', async () => {
      service.requests.aGrant({ requestId: shared.resourceId });
      if (round++ === 0) await shared.calls.deleteShare({ shareId: doomed });
    });
    expect(found.filter((id) => id !== doomed)).toEqual(shared.ids.toReversed().filter((id) => id !== doomed));
  });

  it('shows links without their secret, and not those that were revoked', async () => {
    const { calls, resourceId, share } = await aSharedRequest(0);
    const kept = (await share({ type: 'LINK', resourceId })).share!;
    const gone = (await share({ type: 'LINK', resourceId })).share!;
    await calls.deleteShare({ shareId: gone.id });
    const { shares } = await calls.listResourceShares(listOf({ resourceId }));
    expect(shares).toEqual([{ ...kept, link: { ...kept.link, token: undefined, url: undefined } }]);
  });

  it('is for those who may edit the request', async () => {
    const { calls } = service.aCaller();
    const list = (parts: object) =>
      calls.listResourceShares(listOf({ resourceId: service.requests.aRequest(parts).id }));
    await expect(list({ canView: false })).rejects.toEqual(refused('not_found'));
    await expect(list({ canEdit: false })).rejects.toEqual(refused('permission_denied'));
    await expect(list({ visibility: 'PRIVATE' })).resolves.toBeDefined();
  });

  it('refuses a cursor of another request, order or caller', async () => {
    const shared = await aSharedRequest(2);
    const other = await aSharedRequest(2);
    const { page } = await shared.calls.listResourceShares(listOf({ resourceId: shared.resourceId, limit: 1 }));
    const cursor = page?.nextCursor;
    const { resourceId } = shared;
    for (const call of [
      shared.calls.listResourceShares(listOf({ resourceId: other.resourceId, cursor })),
      shared.calls.listResourceShares(listOf({ resourceId, cursor, sort: 'createdAt' })),
      other.calls.listResourceShares(listOf({ resourceId, cursor })),
      shared.calls.listResourceShares(listOf({ resourceId, cursor: `${cursor}x` })),
    ]) {
      await expect(call).rejects.toEqual(refused('invalid_cursor'));
    }
  });
});
