import { isDeepStrictEqual } from 'node:util';
import {
  ItemStatus,
  ReviewDecision,
  type NewItem,
  type Progress,
  type UpdateItemRequest,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { maskedFields } from '@fileonion/service-kit';

/** An item as it is stored within its request. */
export interface ItemRow {
  id: string;
  name: string;
  description?: string;
  required: boolean;
  checklist: string[];
  status: ItemStatus;
  submittedAt?: Date;
  reviewedAt?: Date;
  createdAt: Date;
  updatedAt: Date;
  /** The request's version that last changed the item. */
  version: number;
}

/** What people enter about an item. */
export type ItemFields = Pick<ItemRow, 'name' | 'description' | 'required' | 'checklist'>;

/** How many items a request holds at most, and how many bytes of text they hold together: events carry them all. */
export const maxItems = 200;
const maxItemBytes = 256 * 1024;

/** A new item, nothing of which has come yet. */
export function newItem({ name, description, required, checklist }: NewItem, id: string, now: Date): ItemRow {
  return {
    id,
    name,
    description,
    required,
    checklist,
    status: ItemStatus.PENDING,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

/** An item after an update; the same object when nothing changes. A skipped one that becomes required is asked for again. */
export function changedItem(before: ItemRow, request: UpdateItemRequest): ItemRow {
  const given = Object.entries(maskedFields(request, ['name', 'description', 'required', 'checklist']));
  const changed = given.filter(([name, value]) => !isDeepStrictEqual(value, before[name as keyof ItemFields]));
  if (changed.length === 0) return before;
  const after: ItemRow = { ...before, ...Object.fromEntries(changed) };
  return after.required && after.status === ItemStatus.SKIPPED ? { ...after, status: ItemStatus.PENDING } : after;
}

/** The item handed in; the same object when it was already. */
export function submittedItem(item: ItemRow, now: Date): ItemRow {
  if (item.status === ItemStatus.SUBMITTED) return item;
  if (item.status === ItemStatus.APPROVED)
    throw refused('An approved item cannot be submitted again; decline it first.');
  return { ...item, status: ItemStatus.SUBMITTED, submittedAt: now, reviewedAt: undefined };
}

/** The item left out; the same object when it was already. */
export function skippedItem(item: ItemRow): ItemRow {
  if (item.required) throw refused('A required item cannot be skipped.');
  if (item.status === ItemStatus.SKIPPED) return item;
  if (item.status === ItemStatus.PENDING || item.status === ItemStatus.DECLINED)
    return { ...item, status: ItemStatus.SKIPPED };
  throw refused('An item that was submitted cannot be skipped.');
}

/** The item reviewed; the same object when it had been decided so already. */
export function reviewedItem(item: ItemRow, decision: ReviewDecision, now: Date): ItemRow {
  const status = decision === ReviewDecision.APPROVED ? ItemStatus.APPROVED : ItemStatus.DECLINED;
  if (item.status === status) return item;
  if (item.status === ItemStatus.PENDING || item.status === ItemStatus.SKIPPED)
    throw refused('Only an item that was submitted can be reviewed.');
  return { ...item, status, reviewedAt: now };
}

/** How many items have come how far. */
export function progressOf(items: readonly ItemRow[]): Progress {
  const count = (status: ItemStatus): number => items.filter((item) => item.status === status).length;
  return {
    total: items.length,
    submitted: count(ItemStatus.SUBMITTED),
    approved: count(ItemStatus.APPROVED),
    declined: count(ItemStatus.DECLINED),
    skipped: count(ItemStatus.SKIPPED),
  };
}

/** Whether items hold more text than a request may carry. */
export function tooMuchText(items: readonly ItemFields[]): boolean {
  const texts = items.flatMap(({ name, description = '', checklist }) => [name, description, ...checklist]);
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) > maxItemBytes;
}

function refused(message: string): AppError {
  return new AppError('transition_not_allowed', message);
}
