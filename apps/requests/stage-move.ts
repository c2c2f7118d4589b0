import { AppError } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import type { RequestCounts } from './request-counts';
import type { Move } from './rule';
import type { RuleRepository } from './rule-repository';
import type { StageRow } from './stage';
import type { StageRepository } from './stage-repository';

/** Decides about moves of requests from stage to stage. */
export type StageMoves = ReturnType<typeof createStageMoves>;

export function createStageMoves({
  stages,
  rules,
  counts,
}: {
  stages: StageRepository;
  rules: RuleRepository;
  counts: RequestCounts;
}) {
  return {
    /**
     * Whether a person may move a request, in the transaction of the move: the stage exists, a rule allows the move, and
     * the stage has room. Requests that move by themselves do not ask.
     *
     * @returns the stage that is moved into.
     * @throws AppError `validation_failed`, `transition_not_allowed` or `stage_full`.
     */
    async checkMove(tx: Tx, organizationId: string, move: Move): Promise<StageRow> {
      const target = await stages.holdStage(organizationId, tx, move.to);
      if (!target)
        throw AppError.validation([{ pointer: '/stageId', code: 'not_found', detail: 'No stage has this id.' }]);
      if (!(await rules.allow(organizationId, tx, move))) throw new AppError('transition_not_allowed');
      await requireRoom(tx, organizationId, target);
      return target;
    },
  };

  async function requireRoom(tx: Tx, organizationId: string, { _id, name, maxItems }: StageRow): Promise<void> {
    if (maxItems === undefined) return;
    const held = await counts.countInStage(organizationId, tx, _id, maxItems);
    if (held >= maxItems) throw new AppError('stage_full', `The stage “${name}” takes ${maxItems} requests.`);
  }
}
