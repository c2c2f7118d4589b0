import type { Principal } from '@fileonion/contract/api';
import {
  ClientsServiceService,
  CreateClientRequest,
  ListRequestsRequest,
  Priority,
  RequestsServiceService,
  TransitionRequestRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

type Query = Parameters<typeof ListRequestsRequest.fromPartial>[0];

describe('listing requests', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function list(caller: Principal, query: Query = {}) {
    return service.as(RequestsServiceService, caller).listRequests(ListRequestsRequest.fromPartial(query));
  }

  async function titles(caller: Principal, query: Query = {}): Promise<string[]> {
    return (await list(caller, query)).requests.map(({ title }) => title);
  }

  it('shows what GET shows, without items, newest first', async () => {
    const owner = aPrincipal();
    const first = await service.create(owner, { title: 'first', items: [{ name: 'Passport' }] });
    const second = await service.create(owner, { title: 'second' });
    const { items: _items, ...expected } = first;
    const { items: _more, ...expectedSecond } = second;
    expect((await list(owner)).requests).toEqual([expectedSecond, expected]);
  });

  it('shows a member what they see, and no more', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner, { teamIds: [uuidv7()] });
    await service.create(owner, { title: 'everyone’s' });
    await service.create(owner, { title: 'my team’s', visibility: Visibility.TEAM, assigneeTeamId: member.teamIds[0] });
    await service.create(owner, { title: 'another team’s', visibility: Visibility.TEAM, assigneeTeamId: uuidv7() });
    await service.create(owner, { title: 'mine', visibility: Visibility.PRIVATE, assigneeUserId: member.userId });
    await service.create(owner, { title: 'private', visibility: Visibility.PRIVATE });
    expect(await titles(member)).toEqual(['mine', 'my team’s', 'everyone’s']);
    expect(await titles(owner)).toHaveLength(5);
    expect(await titles(aPrincipal())).toEqual([]);
  });

  it('filters by each field', async () => {
    const owner = aPrincipal();
    const [assigneeUserId, assigneeTeamId] = [uuidv7(), uuidv7()];
    const { client } = await service
      .as(ClientsServiceService, owner)
      .createClient(CreateClientRequest.fromPartial({ name: 'Ada' }));
    const clientId = client!.id;
    await service.create(owner, { title: 'other', dueDate: new Date('2999-01-01') });
    const fields = {
      assigneeUserId,
      assigneeTeamId,
      clientId,
      visibility: Visibility.TEAM,
      priority: Priority.URGENT,
      tags: ['x', 'y'],
      dueDate: new Date('2020-01-01'),
    };
    const { stage } = await service.create(owner, { title: 'this', ...fields });
    const only = async (query: Query) =>
      expect({ query, titles: await titles(owner, query) }).toEqual({ query, titles: ['this'] });
    for (const query of [
      { assigneeUserId },
      { assigneeTeamId },
      { clientId },
      { visibility: Visibility.TEAM },
      { priority: Priority.URGENT },
      { tag: 'y' },
      { overdue: true },
    ])
      await only(query);
    expect(await titles(owner, { overdue: false })).toEqual(['other']);
    expect(await titles(owner, { stage: 'sent' })).toHaveLength(2);
    expect(await titles(owner, { stage: stage!.id })).toHaveLength(2);
    expect(await titles(owner, { stage: 'approved' })).toEqual([]);
    await only({ stage: 'sent', tag: 'x', overdue: true, assigneeUserId, q: 'thi' });
    expect(await titles(owner, { tag: 'x', priority: Priority.LOW })).toEqual([]);
  });

  it('finds a title by any part of it, whatever the case, and never by a pattern', async () => {
    const owner = aPrincipal();
    await service.create(owner, { title: 'Straße 100% (a.b*c)' });
    await service.create(owner, { title: 'The quick brown fox jumps over the lazy dog' });
    for (const q of ['straße', 'STRASSE', '100%', 'a.b*c', '(', 'ße 100'])
      expect(await titles(owner, { q })).toEqual(['Straße 100% (a.b*c)']);
    for (const q of ['quick brown fox jumps OVER', 'azy do']) expect(await titles(owner, { q })).toHaveLength(1);
    for (const q of ['.*', 'a.b.c', '^Str', '$', 'quick brown fox jumps under'])
      expect(await titles(owner, { q })).toEqual([]);
  });

  it('sorts by due date, priority and last change, requests without a date last', async () => {
    const owner = aPrincipal();
    const create = (title: string, priority: Priority, dueDate?: Date) =>
      service.create(owner, { title, priority, dueDate });
    await create('low late', Priority.LOW, new Date('2031-01-01'));
    const urgent = await create('urgent', Priority.URGENT);
    await create('high early', Priority.HIGH, new Date('2030-01-01'));
    expect(await titles(owner, { sort: 'dueDate' })).toEqual(['high early', 'low late', 'urgent']);
    expect(await titles(owner, { sort: '-dueDate' })).toEqual(['low late', 'high early', 'urgent']);
    expect(await titles(owner, { sort: '-priority' })).toEqual(['urgent', 'high early', 'low late']);
    await service.as(RequestsServiceService, owner).archiveRequest({ requestId: urgent.id });
    expect(await titles(owner, { sort: '-updatedAt' })).toEqual(['urgent', 'high early', 'low late']);
  });

  it('shows each request once over all pages, in every order, whatever is added meanwhile', async () => {
    const owner = aPrincipal();
    const made: string[] = [];
    for (let n = 0; n < 12; n += 1)
      made.push(
        (
          await service.create(owner, {
            dueDate: n % 3 === 0 ? undefined : new Date(2030, n % 2),
            priority: n % 2 ? Priority.LOW : Priority.HIGH,
          })
        ).id,
      );
    for (const sort of [
      'createdAt',
      '-createdAt',
      'dueDate',
      '-dueDate',
      'priority',
      '-priority',
      'updatedAt',
      '-updatedAt',
    ]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const answer: Awaited<ReturnType<typeof list>> = await list(owner, { sort, limit: 5, cursor });
        seen.push(...answer.requests.map(({ id }) => id));
        cursor = answer.page?.nextCursor;
        await service.create(owner, { title: 'new' });
      } while (cursor && seen.length < 60);
      expect(made.filter((id) => seen.filter((other) => other === id).length !== 1)).toEqual([]);
    }
  }, 60_000);

  it('keeps the order of creation when many create at once', async () => {
    const owner = aPrincipal();
    await Promise.all(Array.from({ length: 20 }, () => service.create(owner)));
    const moments = (await list(owner)).requests.map(({ createdAt }) => createdAt!.getTime());
    expect(moments).toEqual(moments.toSorted((a, b) => b - a));
    expect((await titles(owner, { sort: 'createdAt' })).length).toBe(20);
  });

  it('refuses a cursor with other filters', async () => {
    const owner = aPrincipal();
    for (let n = 0; n < 3; n += 1) await service.create(owner);
    const { page } = await list(owner, { limit: 1, q: 'tax' });
    await expect(list(owner, { limit: 1, q: 'ta', cursor: page?.nextCursor })).rejects.toMatchObject({
      reason: 'invalid_cursor',
    });
  });

  it('lists what was created or changed after a moment', async () => {
    const owner = aPrincipal();
    const old = await service.create(owner, { title: 'old' });
    const newer = await service.create(owner, { title: 'newer' });
    expect(await titles(owner, { createdAfter: old.createdAt })).toEqual(['newer']);
    const { request } = await service
      .as(RequestsServiceService, owner)
      .transitionRequest(TransitionRequestRequest.fromPartial({ requestId: old.id, stageId: newer.stage!.id }));
    expect(request?.updatedAt).toEqual(old.updatedAt);
    await service.as(RequestsServiceService, owner).archiveRequest({ requestId: old.id });
    expect(await titles(owner, { updatedAfter: newer.updatedAt })).toEqual(['old']);
  });
});
