import type { Tx } from '@fileonion/mongo';
import type { StageNames } from './request-view';
import type { StageKey, StageRow } from './stage';
import type { StageRepository } from './stage-repository';

/** Stages by id, from their list. */
export function namesOf(stages: readonly StageRow[]): StageNames {
  return new Map(stages.map((stage) => [stage._id, stage]));
}

/** A default stage; every organization has it. */
export function defaultStage(stages: readonly StageRow[], key: StageKey): StageRow {
  const stage = stages.find((candidate) => candidate.key === key);
  if (!stage) throw new Error(`The organization has no stage ${key}.`);
  return stage;
}

/** The stages that requests name; the list is read again where it lacks one that was made since. */
export async function namesFor(
  stages: StageRepository,
  organizationId: string,
  known: readonly StageRow[],
  rows: readonly { stageId: string }[],
): Promise<StageNames> {
  const names = namesOf(known);
  return rows.every(({ stageId }) => names.has(stageId)) ? names : namesOf(await stages.stagesOf(organizationId));
}

/** The list of stages with one that may have been made since it was read. */
export async function withStage(
  stages: StageRepository,
  known: readonly StageRow[],
  tx: Tx,
  row: { organizationId: string; stageId: string },
): Promise<StageNames> {
  const names = namesOf(known);
  if (names.has(row.stageId)) return names;
  const found = await stages.find(row.organizationId, row.stageId, tx);
  return found ? new Map([...names, [found._id, found]]) : names;
}
