import type { ListTransitionRulesRequest } from '@fileonion/contract/requests';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { RuleRow } from './rule';

/** Reads and writes transition rules. */
export type RuleRepository = ReturnType<typeof createRuleRepository>;

export function createRuleRepository(connection: Connection, pageOf: PageOf) {
  const rules = connection.model<RuleRow>('TransitionRule', ruleSchema());

  return {
    ...tenantRows(rules),

    page(ctx: RequestContext, request: ListTransitionRulesRequest) {
      const { fromStageId, toStageId } = request;
      const filter = {
        organizationId: ctx.principal.organizationId,
        ...(fromStageId && { fromStageId }),
        ...(toStageId && { toStageId }),
      };
      return pageOf(ctx, rules, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    /** All rules that name a stage as the one to leave. */
    startingFrom(organizationId: string, tx: Tx, fromStageId: string): Promise<RuleRow[]> {
      return rules.find({ organizationId, fromStageId }).session(tx.session).lean<RuleRow[]>();
    },

    async removeOfStage(organizationId: string, tx: Tx, stageId: string): Promise<void> {
      await rules
        .deleteMany({ organizationId, $or: [{ fromStageId: stageId }, { toStageId: stageId }] })
        .session(tx.session);
    },
  };
}

function ruleSchema() {
  const schema = tenantSchema<RuleRow>({
    fromStageId: { type: String, required: true },
    toStageId: { type: String, required: true },
    roles: { type: [String], required: true },
  });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, fromStageId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, toStageId: 1, createdAt: 1, _id: 1 });
  return schema;
}
