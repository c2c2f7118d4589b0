import { isDeepStrictEqual } from 'node:util';
import { changesOf, timeOfId, type Tx } from '@fileonion/mongo';
import type { Model } from 'mongoose';
import type { GrantFact } from './access';
import type { RequestRow, RequestState } from './request';
import { derivedOf } from './request-derived';

/** The writes of requests that store a state; each stores what follows from the new state along with it. */
export function requestStorage(requests: Model<RequestRow>) {
  return {
    /** Stores a new request, created at the time of its id. */
    async insert(
      organizationId: string,
      tx: Tx,
      _id: string,
      { state, version }: { state: RequestState; version: number },
    ): Promise<RequestRow> {
      const createdAt = timeOfId(_id);
      const derived = derivedOf(organizationId, state);
      const row = { ...state, ...derived, _id, organizationId, version, createdAt, updatedAt: createdAt };
      await requests.insertMany([row], { session: tx.session });
      return row;
    },

    /** Stores another state of a request in a new version. */
    change(
      organizationId: string,
      tx: Tx,
      before: RequestRow,
      state: RequestState,
      version: number,
    ): Promise<RequestRow> {
      return write(organizationId, tx, before, { ...before, ...state, version, updatedAt: tx.now });
    },

    /** Stores who has shares. That changes who sees a request, but nothing that it shows: the version stays. */
    changeGrants(organizationId: string, tx: Tx, before: RequestRow, grants: GrantFact[]): Promise<RequestRow> {
      return write(organizationId, tx, before, { ...before, grants });
    },
  };

  async function write(organizationId: string, tx: Tx, before: RequestRow, after: RequestRow): Promise<RequestRow> {
    const { _id } = before;
    const fields = Object.entries({ ...after, ...derivedOf(organizationId, after) });
    const changed = fields.filter(([name, value]) => !isDeepStrictEqual(value, before[name as keyof RequestRow]));
    const changes = Object.fromEntries(changed);
    await requests.updateOne({ _id, organizationId }, changesOf(changes), { session: tx.session });
    return { ...before, ...changes };
  }
}
