import {
  GrantsServiceService,
  type Grant,
  ListMyGrantsRequest,
  RequestsServiceService,
  UpdateRequestRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { landmarkOf } from '@fileonion/mongo';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('what was shared with a user', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('is one row for each share with them or a team of theirs, newest first, paged', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner, { teamIds: [uuidv7()] });
    const { put } = grantsOf(service, owner);
    const [a, b] = [await service.create(owner, { title: 'A' }), await service.create(owner, { title: 'B' })];
    const rows = [
      { grant: await put(a.id, { userId: member.userId }), title: 'A' },
      { grant: await put(a.id, { teamId: member.teamIds[0]! }), title: 'A' },
      { grant: await put(b.id, { userId: member.userId }), title: 'B' },
    ];
    await put(b.id, { userId: uuidv7() });
    await put(b.id, { teamId: uuidv7() });
    expect(await grantsOf(service, member).mine()).toEqual(rows.toReversed());
    const grants = service.as(GrantsServiceService, member);
    const first = await grants.listMyGrants(ListMyGrantsRequest.fromPartial({ limit: 2 }));
    const second = await grants.listMyGrants(
      ListMyGrantsRequest.fromPartial({ limit: 2, cursor: first.page?.nextCursor }),
    );
    expect([...first.grants, ...second.grants]).toEqual(rows.toReversed());
  });

  it('is found before, between and behind hundreds of shares with others, page by page', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const share = async () => {
      const { id: requestId } = await service.create(owner, { visibility: Visibility.SHARED });
      return grantsOf(service, owner).put(requestId, { userId: member.userId });
    };
    const mine = [await share(), await share()];
    await shareWithOthers(service, mine[0]!, 300);
    mine.push(await share(), await share());
    await shareWithOthers(service, mine[0]!, 300);
    for (const [sort, expected] of [
      ['-createdAt', mine.toReversed()],
      ['createdAt', mine],
    ] as const) {
      const ids: (string | undefined)[] = [];
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const request = ListMyGrantsRequest.fromPartial({ limit: 1, cursor, sort });
        const { grants, page } = await service.as(GrantsServiceService, member).listMyGrants(request);
        ids.push(...grants.map(({ grant }) => grant?.id));
        cursor = page?.nextCursor;
      }
      expect(ids).toEqual(expected.map(({ id }) => id));
    }
  });

  it('sleeps while the request is private, and wakes with it', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const { id: requestId } = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(requestId, { userId: member.userId });
    const setVisibility = (visibility: Visibility) =>
      service
        .as(RequestsServiceService, owner)
        .updateRequest(UpdateRequestRequest.fromPartial({ requestId, visibility, updateMask: ['visibility'] }));
    const { mine, access } = grantsOf(service, member);
    await setVisibility(Visibility.PRIVATE);
    expect(await mine()).toEqual([]);
    expect(await access(requestId)).toEqual({
      canView: false,
      canEdit: false,
      visibility: Visibility.UNSPECIFIED,
      title: '',
    });
    expect(await grantsOf(service, owner).list(requestId)).toHaveLength(1);
    await setVisibility(Visibility.SHARED);
    expect(await mine()).toHaveLength(1);
    expect(await access(requestId)).toMatchObject({ canView: true, title: 'Tax return' });
  });
});

/** Stores as many grants like one, each for somebody else. */
async function shareWithOthers({ connection }: RequestsUnderTest, { id }: Grant, count: number): Promise<void> {
  const grants = connection.collection<{ _id: string }>('grants');
  const row = await grants.findOne({ _id: id });
  await grants.insertMany(
    Array.from({ length: count }, () => {
      const _id = uuidv7();
      const ids = { _id, landmark: landmarkOf(_id), requestId: uuidv7(), granteeId: uuidv7() };
      return { ...row, ...ids, createdAt: new Date() };
    }),
  );
}
