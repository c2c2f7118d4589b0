import type { Priority } from '@fileonion/contract/requests';
import { foldCase } from '@fileonion/service-kit';
import { audienceOf } from './access';
import { progressOf } from './item';
import type { RequestDerived, RequestState } from './request';
import { canExpire, isOpen } from './stage-engine';
import { titlePartsOf } from './title-search';

/** Priorities in their order. */
export const priorityRanks: Record<Priority, number> = { UNSPECIFIED: 0, LOW: 1, NORMAL: 2, HIGH: 3, URGENT: 4 };

/** What follows from a request's state. */
export function derivedOf(organizationId: string, state: RequestState): RequestDerived {
  const open = isOpen(state.stageKey);
  return {
    audience: audienceOf(organizationId, state),
    priorityRank: priorityRanks[state.priority],
    open,
    overdueFrom: open ? state.dueDate : undefined,
    expiresNext: canExpire(state.stageKey) ? state.expiryDue : undefined,
    progress: progressOf(state.items),
    titleText: foldCase(state.title),
    titleParts: titlePartsOf(state.title),
  };
}
