import { type Priority, type Progress } from '@fileonion/contract/requests';
import { foldCase } from '@fileonion/service-kit';
import { audienceOf } from './access';
import { progressOf } from './item';
import type { RequestState } from './request';
import { canExpire, isOpen } from './stage-engine';
import { titlePartsOf } from './title-search';

/** What is stored beside a request, so that lists are filtered and sorted by an index. */
export interface RequestDerived {
  /** Who sees it besides owners and admins. */
  audience: string[];
  priorityRank: number;
  open: boolean;
  /** From when on it is overdue, while it is open. */
  overdueFrom?: Date;
  /** When it moves to Expired, unless its stage keeps it from that. */
  expiresNext?: Date;
  progress: Progress;
  titleText: string;
  titleParts: string[];
}

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
