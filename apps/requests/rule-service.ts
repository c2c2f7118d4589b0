import { isDeepStrictEqual } from 'node:util';
import {
  TransitionRulesServiceService,
  type TransitionRule,
  type UpdateTransitionRuleRequest,
  type UpdateTransitionRuleResponse,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { maskedFields, rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { ruleFaults, toRule, type RuleFields, type RuleRow } from './rule';
import type { RuleRepository } from './rule-repository';
import type { StageRepository } from './stage-repository';

interface Parts {
  rules: RuleRepository;
  stages: StageRepository;
  unitOfWork: UnitOfWork;
}

/** Serves transition rules. */
export function ruleService(parts: Parts): RpcService {
  const { rules, stages, unitOfWork } = parts;
  return rpcService(TransitionRulesServiceService, {
    async listTransitionRules(ctx, request) {
      const { rows, page } = await rules.page(ctx, request);
      return { transitionRules: rows.map(toRule), page };
    },

    async createTransitionRule(ctx, { fromStageId, toStageId, roles }) {
      const { organizationId } = ctx.principal;
      await stages.stagesOf(organizationId);
      return unitOfWork(ctx, async (tx) => {
        const fields = { fromStageId, toStageId, roles };
        await requireStages(parts, tx, fields);
        return { transitionRule: shown(ctx, await rules.insert(organizationId, tx, uuidv7(), fields)) };
      });
    },

    updateTransitionRule: (ctx, request) => unitOfWork(ctx, (tx) => update(parts, tx, request)),

    deleteTransitionRule: (ctx, { ruleId }) =>
      unitOfWork(ctx, async (tx) => {
        const { organizationId } = ctx.principal;
        checkIfMatch(ctx, (await rules.get(organizationId, ruleId, tx)).version);
        await rules.remove(organizationId, tx, ruleId);
        return { deleted: { id: ruleId, deleted: true } };
      }),
  });
}

async function update(
  parts: Parts,
  tx: Tx,
  request: UpdateTransitionRuleRequest,
): Promise<UpdateTransitionRuleResponse> {
  const before = await parts.rules.get(tx.ctx.principal.organizationId, request.ruleId, tx);
  checkIfMatch(tx.ctx, before.version);
  const fields = { ...fieldsOf(before), ...maskedFields(request, ['fromStageId', 'toStageId', 'roles']) };
  if (isDeepStrictEqual(fields, fieldsOf(before))) return { transitionRule: shown(tx.ctx, before) };
  await requireStages(parts, tx, fields);
  return { transitionRule: shown(tx.ctx, await parts.rules.change(before.organizationId, tx, before._id, fields)) };
}

/** The stages stay as they are until the rule is in force, so that no rule names one that is gone. */
async function requireStages({ stages }: Parts, tx: Tx, fields: RuleFields): Promise<void> {
  const present = await stages.hold(tx.ctx.principal.organizationId, tx);
  const faults = ruleFaults(fields, new Set(present.map(({ _id }) => _id)));
  if (faults.length > 0) throw AppError.validation(faults);
}

function fieldsOf({ fromStageId, toStageId, roles }: RuleFields): RuleFields {
  return { fromStageId, toStageId, roles };
}

function shown(ctx: RequestContext, row: RuleRow): TransitionRule {
  ctx.reply.etag = etagOf(row.version);
  return toRule(row);
}
