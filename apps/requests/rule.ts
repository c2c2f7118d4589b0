import type { Role } from '@fileonion/contract/api';
import { TransitionRule } from '@fileonion/contract/requests';
import type { Violation } from '@fileonion/errors';
import type { TenantRow } from '@fileonion/mongo';

/** A transition rule as it is stored. */
export interface RuleRow extends TenantRow {
  fromStageId: string;
  toStageId: string;
  /** Empty: every role. */
  roles: Role[];
}

/** What people enter about a rule. */
export type RuleFields = Pick<RuleRow, 'fromStageId' | 'toStageId' | 'roles'>;

/** What rules judge: a move of a request, by someone with a role. */
export interface Move {
  from: string;
  to: string;
  role: Role;
}

/** What is wrong with a rule, given the stages that exist. */
export function ruleFaults({ fromStageId, toStageId }: RuleFields, stageIds: ReadonlySet<string>): Violation[] {
  const faults: Violation[] = [];
  if (!stageIds.has(fromStageId))
    faults.push({ pointer: '/fromStageId', code: 'not_found', detail: 'No stage has this id.' });
  if (!stageIds.has(toStageId))
    faults.push({ pointer: '/toStageId', code: 'not_found', detail: 'No stage has this id.' });
  if (fromStageId === toStageId)
    faults.push({ pointer: '/toStageId', code: 'same_stage', detail: 'A move leads to another stage.' });
  return faults;
}

/** A rule as the API shows it. */
export function toRule({ _id: id, fromStageId, toStageId, roles, createdAt, updatedAt }: RuleRow): TransitionRule {
  return TransitionRule.fromPartial({ id, fromStageId, toStageId, roles, createdAt, updatedAt });
}
