import { isDeepStrictEqual } from 'node:util';
import {
  Priority,
  Visibility,
  type CreateRequestRequest,
  type Progress,
  type UpdateRequestRequest,
} from '@fileonion/contract/requests';
import type { TenantRow } from '@fileonion/mongo';
import { maskedFields } from '@fileonion/service-kit';
import type { AccessFacts } from './access';
import { newItem, type ItemRow } from './item';
import type { StageKey } from './stage';

/** What people enter about a request. */
export interface RequestFields {
  title: string;
  message?: string;
  clientId?: string;
  dueDate?: Date;
  priority: Priority;
  tags: string[];
  linkExpiresAt?: Date;
  assigneeUserId?: string;
  assigneeTeamId?: string;
  visibility: Visibility;
}

/** A request without what is derived from it. */
export interface RequestState extends RequestFields, AccessFacts {
  items: ItemRow[];
  stageId: string;
  /** Key of the stage, if it is a default one. */
  stageKey?: StageKey;
  /** When the move to Expired is due; unset once it has been made for the present `linkExpiresAt`. */
  expiryDue?: Date;
  createdBy: string;
}

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

/** A request as it is stored. */
export interface RequestRow extends TenantRow, RequestState, RequestDerived {}

/** A request as lists read it. */
export type RequestListRow = Omit<RequestRow, 'items' | 'grants' | 'audience' | 'titleText' | 'titleParts'>;

/** The fields that people change. */
export const requestFieldNames = [
  'title',
  'message',
  'clientId',
  'dueDate',
  'priority',
  'tags',
  'linkExpiresAt',
  'assigneeUserId',
  'assigneeTeamId',
  'visibility',
] as const;

/** Those fields alone. */
export function fieldsOf(request: RequestFields): RequestFields {
  return Object.fromEntries(requestFieldNames.map((name) => [name, request[name]])) as unknown as RequestFields;
}

/** The fields of a new request. */
export function newFields(request: CreateRequestRequest): RequestFields {
  const { priority, visibility } = request;
  return {
    ...fieldsOf(request),
    priority: priority === Priority.UNSPECIFIED ? Priority.NORMAL : priority,
    visibility: visibility === Visibility.UNSPECIFIED ? Visibility.TENANT : visibility,
  };
}

/** A new request in its first stage. */
export function newRequest(
  fields: RequestFields,
  rest: { stageId: string; createdBy: string; items: CreateRequestRequest['items']; itemIds: string[]; now: Date },
): RequestState {
  const { stageId, createdBy, now } = rest;
  const items = rest.items.map((item, index) => newItem(item, rest.itemIds[index]!, now));
  return { ...fields, items, stageId, stageKey: 'sent', expiryDue: fields.linkExpiresAt, createdBy, grants: [] };
}

/** What an update changes; a field that is to be cleared is there as `undefined`. */
export function changedFields(before: RequestFields, request: UpdateRequestRequest): Partial<RequestFields> {
  const given = Object.entries(maskedFields(request, requestFieldNames));
  return Object.fromEntries(
    given.filter(([name, value]) => !isDeepStrictEqual(value, before[name as keyof RequestFields])),
  );
}

/** The state after an update: a new `linkExpiresAt` arms the move to Expired anew. */
export function withFields<State extends RequestState>(before: State, fields: Partial<RequestFields>): State {
  const armed = 'linkExpiresAt' in fields ? { expiryDue: fields.linkExpiresAt } : {};
  return { ...before, ...fields, ...armed };
}
