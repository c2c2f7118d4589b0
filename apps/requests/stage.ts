import { Plan } from '@fileonion/contract/api';
import { Stage, type CreateStageRequest, type UpdateStageRequest } from '@fileonion/contract/requests';
import { AppError, type Violation } from '@fileonion/errors';
import type { TenantRow } from '@fileonion/mongo';
import { maskedFields } from '@fileonion/service-kit';

/** The stages that every organization has, in their first order. */
export const defaultStages = [
  { key: 'sent', name: 'Sent' },
  { key: 'read', name: 'Read' },
  { key: 'partial', name: 'Partial' },
  { key: 'needs_review', name: 'Needs Review' },
  { key: 'approved', name: 'Approved' },
  { key: 'closed', name: 'Closed' },
  { key: 'expired', name: 'Expired' },
  { key: 'archived', name: 'Archived' },
] as const;

/** The unchangeable name of a default stage. */
export type StageKey = (typeof defaultStages)[number]['key'];

/** A stage as it is stored. */
export interface StageRow extends TenantRow {
  /** Set on default stages. */
  key?: StageKey;
  name: string;
  color?: string;
  position: number;
  maxItems?: number;
  slaHours?: number;
}

/** What people enter about a stage. */
type StageFields = Pick<StageRow, 'name' | 'color' | 'maxItems' | 'slaHours'>;

const customStagesOf: Record<Plan, number> = { UNSPECIFIED: 0, PERSONAL: 0, PROFESSIONAL: 5, ENTERPRISE: Infinity };

/** @throws AppError `plan_limit_reached` when the plan includes no stage besides these. */
export function requireRoomForStage(plan: Plan, stages: readonly StageRow[]): void {
  const limit = customStagesOf[plan];
  const custom = stages.filter(({ key }) => key === undefined).length;
  if (custom >= limit) throw new AppError('plan_limit_reached', `The plan includes ${limit} custom stages.`);
}

/** The fields of a new stage. */
export function newStage({ name, color, maxItems, slaHours }: CreateStageRequest): StageFields {
  return { name, color, maxItems, slaHours };
}

/**
 * What an update changes; undefined when it changes nothing.
 *
 * @throws AppError `plan_required` when the plan only lets stages be renamed.
 */
export function changedStage(
  plan: Plan,
  before: StageRow,
  request: UpdateStageRequest,
): Partial<StageFields> | undefined {
  const given = Object.entries(maskedFields(request, ['name', 'color', 'maxItems', 'slaHours']));
  const changed = given.filter(([name, value]) => value !== before[name as keyof StageFields]);
  if (plan === Plan.PERSONAL && changed.some(([name]) => name !== 'name')) {
    throw new AppError('plan_required', 'The plan personal lets stages be renamed and reordered only.');
  }
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** What is wrong with a new order, in which no id comes twice: it must name every stage, and nothing else. */
export function orderFaults(stages: readonly StageRow[], stageIds: readonly string[]): Violation[] {
  const known = new Set(stages.map(({ _id }) => _id));
  const named = new Set(stageIds);
  const unknown = stageIds.flatMap((id, index): Violation[] =>
    known.has(id) ? [] : [{ pointer: `/stageIds/${index}`, code: 'not_found', detail: 'No stage has this id.' }],
  );
  const missing = stages.filter(({ _id }) => !named.has(_id)).map(({ name }) => name);
  const incomplete: Violation = {
    pointer: '/stageIds',
    code: 'incomplete',
    detail: `Every stage must be named; missing: ${missing.join(', ')}.`,
  };
  return [...unknown, ...(missing.length > 0 ? [incomplete] : [])];
}

/** A stage as the API shows it; `count` is that of the requests which the caller sees. */
export function toStage(
  { _id: id, key, name, color, position, maxItems, slaHours, createdAt, updatedAt }: StageRow,
  count: number,
): Stage {
  return Stage.fromPartial({ id, key, name, color, position, maxItems, slaHours, count, createdAt, updatedAt });
}
