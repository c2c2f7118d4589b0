import type { ListTransitionRulesRequest } from '@fileonion/contract/requests';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { Move, RuleRow } from './rule';

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

    /** Whether a move is allowed: every one from a stage where no rule starts, else those that a rule names for the role. */
    async allow(organizationId: string, tx: Tx, { from, to, role }: Move): Promise<boolean> {
      const starting = { organizationId, fromStageId: from };
      const any = await rules.findOne(starting, { _id: 1 }).session(tx.session).lean();
      if (!any) return true;
      const allowing = await rules
        .aggregate([
          { $match: { ...starting, toStageId: to } },
          // Apart, so that the embedded server finds the others by their index. A rule without roles is for all of them.
          { $match: { roles: { $in: [role, []] } } },
          { $limit: 1 },
        ])
        .session(tx.session);
      return allowing.length > 0;
    },

    async removeOfStage(organizationId: string, tx: Tx, stageId: string): Promise<void> {
      for (const end of [{ fromStageId: stageId }, { toStageId: stageId }])
        await rules.deleteMany({ organizationId, ...end }).session(tx.session);
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
  schema.index({ organizationId: 1, fromStageId: 1, toStageId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, toStageId: 1, createdAt: 1, _id: 1 });
  return schema;
}
