import type { ListStagesRequest } from '@fileonion/contract/requests';
import { isDuplicateKey, organizationGuard, tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection, Model } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { defaultStages, type StageRow } from './stage';

/** Reads and writes stages. */
export type StageRepository = ReturnType<typeof createStageRepository>;

export function createStageRepository(connection: Connection, pageOf: PageOf) {
  const stages = connection.model<StageRow>('Stage', stageSchema());
  const rows = tenantRows(stages);
  const workflow = organizationGuard(connection, 'Workflow');

  function read(organizationId: string, tx?: Tx): Promise<StageRow[]> {
    return stages
      .find({ organizationId })
      .sort({ position: 1 })
      .session(tx?.session ?? null)
      .lean<StageRow[]>();
  }

  return {
    ...rows,

    /** All stages in their order. The first call for an organization makes the default ones; call it before a unit of work. */
    async stagesOf(organizationId: string): Promise<StageRow[]> {
      const found = await read(organizationId);
      if (defaultStages.every(({ key }) => found.some((stage) => stage.key === key))) return found;
      await plantDefaults(stages, organizationId);
      return read(organizationId);
    },

    /** All stages, kept from being added to, deleted or reordered by others until the transaction ends. */
    async hold(organizationId: string, tx: Tx): Promise<StageRow[]> {
      await workflow.hold(organizationId, tx);
      return read(organizationId, tx);
    },

    /** One stage, kept from being deleted, changed or moved into by others until the transaction ends. */
    async holdStage(organizationId: string, tx: Tx, id: string): Promise<StageRow | undefined> {
      await rows.guard(organizationId, tx, id);
      return rows.find(organizationId, id, tx);
    },

    page(ctx: RequestContext, request: ListStagesRequest) {
      const { organizationId } = ctx.principal;
      return pageOf(ctx, stages, {
        filter: { organizationId },
        request,
        sorts: { position: 'position', createdAt: 'createdAt' },
        default: 'position',
      });
    },
  };
}

/** Whoever comes second finds the rows made; the unique index decides. */
async function plantDefaults(stages: Model<StageRow>, organizationId: string): Promise<void> {
  const now = new Date();
  for (const [position, { key, name }] of defaultStages.entries()) {
    const row = { _id: uuidv7(), version: 1, createdAt: now, updatedAt: now, name, position };
    await stages.updateOne({ organizationId, key }, { $setOnInsert: row }, { upsert: true }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }
}

function stageSchema() {
  const schema = tenantSchema<StageRow>({
    key: { type: String, immutable: true },
    name: { type: String, required: true },
    color: { type: String },
    position: { type: Number, required: true },
    maxItems: { type: Number },
    slaHours: { type: Number },
  });
  schema.index({ organizationId: 1, position: 1, _id: 1 });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, key: 1 }, { unique: true, partialFilterExpression: { key: { $type: 'string' } } });
  return schema;
}
