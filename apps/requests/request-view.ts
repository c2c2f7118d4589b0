import { Request, RequestItem, RequestSummary, SharedRequest, StageRef } from '@fileonion/contract/requests';
import type { ItemRow } from './item';
import { fieldsOf, type RequestListRow, type RequestRow } from './request';
import type { StageRow } from './stage';

/** The stages that requests name, by id. */
export type StageNames = ReadonlyMap<string, Pick<StageRow, '_id' | 'key' | 'name'>>;

/** A request as its GET shows it. */
export function toRequest(row: RequestRow, stages: StageNames, now: Date): Request {
  return Request.fromPartial({ ...common(row, stages, now), items: toItems(row) });
}

/** A request as lists show it. */
export function toSummary(row: RequestListRow, stages: StageNames, now: Date): RequestSummary {
  return RequestSummary.fromPartial(common(row, stages, now));
}

/** A request as the holder of a link sees it. */
export function toSharedRequest(row: RequestRow, stages: StageNames, now: Date): SharedRequest {
  const { id, title, message, dueDate, stage, progress, overdue, createdAt, updatedAt } = common(row, stages, now);
  return SharedRequest.fromPartial({
    id,
    title,
    message,
    dueDate,
    items: toItems(row),
    stage,
    progress,
    overdue,
    createdAt,
    updatedAt,
  });
}

/** An item as the API shows it. */
export function toItem(requestId: string, item: ItemRow, index: number): RequestItem {
  const { id, name, description, required, checklist, status, submittedAt, reviewedAt, createdAt, updatedAt } = item;
  const position = index + 1;
  return RequestItem.fromPartial({
    id,
    requestId,
    name,
    description,
    required,
    checklist,
    status,
    position,
    submittedAt,
    reviewedAt,
    createdAt,
    updatedAt,
  });
}

/** The stage of a request as the API shows it. */
export function stageRefOf(
  { stageId: id, stageKey: key }: Pick<RequestListRow, 'stageId' | 'stageKey'>,
  stages: StageNames,
): StageRef {
  return StageRef.fromPartial({ id, key, name: stages.get(id)?.name });
}

function toItems({ _id, items }: RequestRow): RequestItem[] {
  return items.map((item, index) => toItem(_id, item, index));
}

function common(row: RequestListRow, stages: StageNames, now: Date) {
  const { _id: id, progress, createdBy, createdAt, updatedAt } = row;
  const stage = stageRefOf(row, stages);
  const overdue = row.overdueFrom !== undefined && row.overdueFrom < now;
  return { ...fieldsOf(row), id, stage, progress, overdue, createdBy, createdAt, updatedAt };
}
