import { Visibility, type ListRequestsRequest } from '@fileonion/contract/requests';
import { changesOf, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import type { GrantFact } from './access';
import { listFilter } from './request-filter';
import { requestModel } from './request-model';
import { derivedOf, type RequestListRow, type RequestRow, type RequestState } from './request';

/** Reads and writes requests. */
export type RequestRepository = ReturnType<typeof createRequestRepository>;

const beyondLists = '+items +grants +audience +titleText +titleParts';

export function createRequestRepository(connection: Connection, pageOf: PageOf) {
  const requests = requestModel(connection);

  async function find(organizationId: string, _id: string, tx?: Tx): Promise<RequestRow | undefined> {
    const query = requests.findOne({ _id, organizationId }).select(beyondLists).session(tx?.session ?? null);
    return (await query.lean<RequestRow>()) ?? undefined;
  }

  async function write(organizationId: string, tx: Tx, before: RequestRow, after: RequestRow): Promise<RequestRow> {
    const { _id } = before;
    const changed = Object.entries({ ...after, ...derivedOf(organizationId, after) }).filter(
      ([name, value]) => !isDeepStrictEqual(value, before[name as keyof RequestRow]),
    );
    const fields = Object.fromEntries(changed);
    await requests.updateOne({ _id, organizationId }, changesOf(fields), { session: tx.session });
    return { ...before, ...fields };
  }

  return {
    find,

    page(ctx: RequestContext, request: ListRequestsRequest, stageId: string | undefined) {
      const filter = listFilter(ctx.principal, request, { stageId, now: new Date() });
      const sorts = { createdAt: 'createdAt', dueDate: 'dueDate', priority: 'priorityRank', updatedAt: 'updatedAt' };
      return pageOf(ctx, requests, { filter, request, sorts, default: '-createdAt' }) as Promise<{
        rows: RequestListRow[];
        page: Awaited<ReturnType<PageOf>>['page'];
      }>;
    },

    async insert(organizationId: string, tx: Tx, _id: string, version: number, state: RequestState): Promise<RequestRow> {
      const row = { ...state, ...derivedOf(organizationId, state), _id, organizationId, version, createdAt: tx.now, updatedAt: tx.now };
      await requests.insertMany([row], { session: tx.session });
      return row;
    },

    /** Stores another state of a request in a new version. */
    change(organizationId: string, tx: Tx, before: RequestRow, after: RequestState, version: number): Promise<RequestRow> {
      return write(organizationId, tx, before, { ...before, ...after, version, updatedAt: tx.now });
    },

    /** Stores who has shares. That changes who sees a request, but nothing that it shows: the version stays. */
    changeGrants(organizationId: string, tx: Tx, before: RequestRow, grants: GrantFact[]): Promise<RequestRow> {
      return write(organizationId, tx, before, { ...before, grants });
    },

    async remove(organizationId: string, tx: Tx, _id: string): Promise<void> {
      await requests.deleteOne({ _id, organizationId }, { session: tx.session });
    },

    async titles(organizationId: string, ids: string[]): Promise<Map<string, string>> {
      const rows = await requests.find({ organizationId, _id: { $in: ids } }, { title: 1 }).lean<{ _id: string; title: string }[]>();
      return new Map(rows.map(({ _id, title }) => [_id, title]));
    },

    /** Requests whose time is over, of all organizations. */
    expired(now: Date, limit: number): Promise<{ _id: string; organizationId: string }[]> {
      return requests
        .find({ expiresNext: { $lte: now } }, { organizationId: 1 })
        .setOptions({ crossTenant: 'the timer expires requests of all organizations' })
        .limit(limit)
        .lean<{ _id: string; organizationId: string }[]>();
    },

    /** Ids of some requests that name a user, team or client which is gone. */
    async naming(organizationId: string, field: 'assigneeUserId' | 'assigneeTeamId' | 'clientId', id: string, limit: number, tx?: Tx): Promise<string[]> {
      const rows = await requests.find({ organizationId, [field]: id }, { _id: 1 }).session(tx?.session ?? null).limit(limit).lean<{ _id: string }[]>();
      return rows.map(({ _id }) => _id);
    },
  };
}
