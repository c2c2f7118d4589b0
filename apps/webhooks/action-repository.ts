import type { ListActionsRequest } from '@fileonion/contract/webhooks';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { ActionRow } from './action';
import { createActionContents } from './action-contents';

/** A request's move from one stage to another. */
interface Move {
  fromStageId: string;
  toStageId: string;
}

/** An action that is to call. */
type Triggered = Pick<ActionRow, '_id' | 'version'>;

/** Reads and writes workflow actions. */
export type ActionRepository = ReturnType<typeof createActionRepository>;

export function createActionRepository(connection: Connection, pageOf: PageOf) {
  const actions = connection.model<ActionRow>('Action', actionSchema());
  return {
    ...tenantRows(actions),
    ...createActionContents(connection, actions),

    page(ctx: RequestContext, request: ListActionsRequest) {
      const { organizationId } = ctx.principal;
      const filter = { organizationId, ...(request.enabled !== undefined && { enabled: request.enabled }) };
      return pageOf(ctx, actions, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    count(organizationId: string, tx: Tx): Promise<number> {
      return actions.countDocuments({ organizationId }).session(tx.session).exec();
    },

    /** The actions that a move triggers: those that were there when it happened. */
    triggeredBy(organizationId: string, tx: Tx, { fromStageId, toStageId }: Move, at: Date): Promise<Triggered[]> {
      const stages = { fromStageId: { $in: [null, fromStageId] }, toStageId: { $in: [null, toStageId] } };
      const filter = { organizationId, enabled: true, ...stages, createdAt: { $lte: at } };
      return actions.find(filter, { version: 1 }).session(tx.session).lean<Triggered[]>().exec();
    },
  };
}

function actionSchema() {
  const text = { type: String };
  const schema = tenantSchema<ActionRow>({
    name: { type: String, required: true },
    enabled: { type: Boolean, required: true },
    fromStageId: text,
    toStageId: text,
    url: { type: String, required: true },
    method: { type: String, required: true },
    auth: { type: text, username: text, header: text, tokenUrl: text, clientId: text, scope: text },
    headerNames: { type: [String], required: true },
    payload: text,
    includeRequestData: { type: Boolean, required: true },
    maxRetries: { type: Number, required: true },
    delaySeconds: { type: Number, required: true },
    sealed: { type: String, required: true },
  });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, enabled: 1 });
  return schema;
}
