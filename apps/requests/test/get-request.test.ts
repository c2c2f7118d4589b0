import { RequestsServiceService, Visibility } from '@fileonion/contract/requests';
import { aPrincipal, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('getting a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('shows it with its entity tag to whoever sees it', async () => {
    const owner = aPrincipal();
    const request = await service.create(owner);
    const reply: CallOptions['reply'] = {};
    const answer = await service
      .as(RequestsServiceService, aColleague(owner))
      .getRequest({ requestId: request.id }, { reply });
    expect(answer.request).toEqual(request);
    expect(reply.etag).toBe('"1"');
  });

  it.each([
    ['unknown', () => ({ caller: aPrincipal(), id: uuidv7() })],
    ['of another organization', async () => ({ caller: aPrincipal(), id: (await service.create(aPrincipal())).id })],
    [
      'hidden',
      async () => {
        const owner = aPrincipal();
        return { caller: aColleague(owner), id: (await service.create(owner, { visibility: Visibility.PRIVATE })).id };
      },
    ],
  ])('finds nothing where it is %s', async (_, prepare) => {
    const { caller, id } = await prepare();
    await expect(service.as(RequestsServiceService, caller).getRequest({ requestId: id })).rejects.toMatchObject({
      reason: 'not_found',
    });
  });

  it('says whether it is overdue', async () => {
    const owner = aPrincipal();
    const [late, early] = [
      await service.create(owner, { dueDate: new Date('2020-01-01') }),
      await service.create(owner, { dueDate: new Date('2999-01-01') }),
    ];
    expect([late.overdue, early.overdue]).toEqual([true, false]);
    const { request } = await service.as(RequestsServiceService, owner).archiveRequest({ requestId: late.id });
    expect(request?.overdue).toBe(false);
  });
});
