import type { Plan } from '@fileonion/contract/api';
import { Action, ActionType, type ActionMethod } from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import type { TenantRow } from '@fileonion/mongo';
import { hasSecret, type ActionAuthSettings } from './action-auth';
import type { JsonObject } from './merge';

/** What people enter about an action, but for its secrets. */
export interface ActionFields {
  name: string;
  enabled: boolean;
  /** Unset for any. */
  fromStageId?: string;
  /** Unset for any. */
  toStageId?: string;
  url: string;
  method: Exclude<ActionMethod, ActionMethod.UNSPECIFIED>;
  auth: ActionAuthSettings;
  headerNames: string[];
  /** JSON, since names that are free may mean something to the database. */
  payload?: string;
  includeRequestData: boolean;
  maxRetries: number;
  delaySeconds: number;
}

/** An action as it is stored. */
export interface ActionRow extends TenantRow, ActionFields {
  /** Its secrets, encrypted. */
  sealed: string;
}

const mostActionsOf: Record<Plan, number> = { UNSPECIFIED: 0, PERSONAL: 0, PROFESSIONAL: 10, ENTERPRISE: Infinity };

/** @throws AppError `plan_limit_reached` when the plan includes no action besides so many. */
export function checkRoom(plan: Plan, count: number): void {
  const most = mostActionsOf[plan];
  if (count >= most) throw new AppError('plan_limit_reached', `The plan includes ${most} workflow actions.`);
}

/** The fields of a stored action. */
export function fieldsOf(row: ActionRow): ActionFields {
  const { name, enabled, fromStageId, toStageId, url, method, auth, headerNames, payload } = row;
  const { includeRequestData, maxRetries, delaySeconds } = row;
  const trigger = { fromStageId, toStageId };
  const call = { url, method, auth, headerNames, payload, includeRequestData };
  return { name, enabled, ...trigger, ...call, maxRetries, delaySeconds };
}

/** An action as the API shows it. */
export function toAction(row: ActionRow): Action {
  const { _id: id, name, enabled, fromStageId, toStageId, url, method, auth, includeRequestData } = row;
  const { maxRetries, delaySeconds, createdAt, updatedAt } = row;
  return {
    id,
    name,
    enabled,
    trigger: { fromStageId, toStageId },
    type: ActionType.WEBHOOK,
    url,
    method,
    auth: { ...auth, hasSecret: hasSecret(auth) },
    headers: Object.fromEntries(row.headerNames.map((header) => [header, null])),
    payload: payloadOf(row),
    includeRequestData,
    retry: { maxRetries, delaySeconds },
    createdAt,
    updatedAt,
  };
}

export function payloadOf({ payload }: Pick<ActionFields, 'payload'>): JsonObject | undefined {
  return payload === undefined ? undefined : (JSON.parse(payload) as JsonObject);
}
