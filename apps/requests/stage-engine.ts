import { ItemStatus } from '@fileonion/contract/requests';
import type { StageKey } from './stage';

/** What the engine looks at. */
interface EngineItem {
  required: boolean;
  status: ItemStatus;
}

/** The stages that requests move through by themselves, in this direction only. */
const automatic: readonly StageKey[] = ['sent', 'read', 'partial', 'needs_review', 'approved'];
const done: ReadonlySet<string> = new Set(['approved', 'closed', 'expired', 'archived']);
const expirable: readonly StageKey[] = ['sent', 'read', 'partial', 'needs_review'];

/**
 * The stage that the items move a request to by themselves; undefined when it stays. It never moves back, and never out
 * of Closed, Expired, Archived or an organization's own stage.
 */
export function automaticStage(current: string | undefined, items: readonly EngineItem[]): StageKey | undefined {
  const place = automatic.indexOf(current as StageKey);
  const goal = goalOf(items);
  return goal !== undefined && place >= 0 && automatic.indexOf(goal) > place ? goal : undefined;
}

/** Whether a request in this stage moves to Expired when its time is over. */
export function canExpire(stage: string | undefined): boolean {
  return expirable.includes(stage as StageKey);
}

/** Whether work on a request in this stage goes on; an organization's own stages count as open. */
export function isOpen(stage: string | undefined): boolean {
  return stage === undefined || !done.has(stage);
}

/** Whether a move brings a request to its end: to Approved or Closed, from neither. */
export function completes(from: string | undefined, to: string | undefined): boolean {
  return isComplete(to) && !isComplete(from);
}

function isComplete(stage: string | undefined): boolean {
  return stage === 'approved' || stage === 'closed';
}

/** What the items alone say. Those that are required decide, or all if none is; skipped ones ask for nothing. */
function goalOf(items: readonly EngineItem[]): StageKey | undefined {
  const required = items.filter((item) => item.required);
  const deciding = required.length > 0 ? required : items;
  if (deciding.length === 0) return undefined;
  const asked = deciding.filter(({ status }) => status !== ItemStatus.SKIPPED);
  const here = asked.filter(({ status }) => status === ItemStatus.SUBMITTED || status === ItemStatus.APPROVED);
  // All were skipped: nothing can be approved, and a person has to say what becomes of the request.
  if (asked.length === 0) return 'needs_review';
  if (asked.every(({ status }) => status === ItemStatus.APPROVED)) return 'approved';
  if (here.length === asked.length) return 'needs_review';
  return here.length > 0 ? 'partial' : undefined;
}
