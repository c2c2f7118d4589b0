import { everyValue, type Tx } from '@fileonion/mongo';
import type { Model } from 'mongoose';
import type { RequestRow } from './request';

/** The requests that the service has to do something about by itself. */
export function requestQueues(requests: Model<RequestRow>) {
  return {
    /** Requests whose time is over, of all organizations. */
    expired(now: Date, limit: number): Promise<{ _id: string; organizationId: string }[]> {
      return requests
        .find({ expiresNext: { ...everyValue('Date'), $lte: now } }, { organizationId: 1 })
        .setOptions({ crossTenant: 'the timer expires requests of all organizations' })
        .limit(limit)
        .lean<{ _id: string; organizationId: string }[]>();
    },

    /** Ids of some requests that name a user, team or client which is gone. */
    async naming(
      organizationId: string,
      field: 'assigneeUserId' | 'assigneeTeamId' | 'clientId',
      id: string,
      limit: number,
      tx?: Tx,
    ): Promise<string[]> {
      const query = requests.find({ organizationId, [field]: id }, { _id: 1 }).limit(limit);
      const rows = await query.session(tx?.session ?? null).lean<{ _id: string }[]>();
      return rows.map(({ _id }) => _id);
    },
  };
}
