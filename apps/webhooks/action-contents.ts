import { tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection, Model } from 'mongoose';
import type { ActionRow } from './action';
import type { ActionContent } from './action-body';
import { expiryOf } from './kept-event';

/** What an action made of requests until it was changed. */
interface FormerContentRow extends TenantRow, ActionContent {
  actionId: string;
  /** The last version of the action for which this holds. */
  lastVersion: number;
  expiresAt: Date;
}

/**
 * What actions make of requests, now and before. Deliveries name a version instead of having a body each: that of one
 * event is sent to any number of actions.
 */
export function createActionContents(connection: Connection, actions: Model<ActionRow>) {
  const formers = connection.model<FormerContentRow>('FormerContent', formerContentSchema());
  return {
    /** Keeps what an action makes of requests until now, as long as something may be queued that was to be sent so. */
    async keepContent({ now: createdAt, session }: Tx, action: ActionRow): Promise<void> {
      const { organizationId, _id: actionId, version: lastVersion, payload, includeRequestData } = action;
      const former = { organizationId, actionId, lastVersion, payload, includeRequestData };
      const stamps = { version: 1, createdAt, updatedAt: createdAt, expiresAt: expiryOf(createdAt) };
      await formers.insertMany([{ ...former, ...stamps, _id: `${actionId}:${lastVersion}` }], { session });
    },

    /** What an action made of requests in a version; undefined where it is gone. */
    async contentIn(organizationId: string, actionId: string, version: number): Promise<ActionContent | undefined> {
      // In this order: where the action changes in between, the second finds what it was.
      const present = await actions.findOne({ _id: actionId, organizationId }).lean<ActionRow>();
      const since = formers.findOne({ organizationId, actionId, lastVersion: { $gte: version } });
      const former = await since.sort({ lastVersion: 1 }).lean<FormerContentRow>();
      return former ?? present ?? undefined;
    },
  };
}

function formerContentSchema() {
  const schema = tenantSchema<FormerContentRow>({
    actionId: { type: String, required: true },
    lastVersion: { type: Number, required: true },
    payload: { type: String },
    includeRequestData: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
  });
  schema.index({ organizationId: 1, actionId: 1, lastVersion: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
