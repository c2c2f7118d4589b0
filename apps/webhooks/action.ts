import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '@fileonion/contract/api';
import {
  Action,
  ActionMethod,
  ActionType,
  type CreateActionRequest,
  type UpdateActionRequest,
} from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import type { TenantRow } from '@fileonion/mongo';
import { maskedFields } from '@fileonion/service-kit';
import { authFrom, hasSecret, noAuth, secretFrom, type ActionAuthSettings } from './action-auth';
import { headersFrom } from './action-headers';
import type { ActionSecrets } from './action-secrets';
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
  method: Exclude<ActionMethod, 'UNSPECIFIED'>;
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

/** What an action is to be. */
export interface ActionSettings {
  fields: ActionFields;
  secrets: ActionSecrets;
}

const mostActionsOf: Record<Plan, number> = { UNSPECIFIED: 0, PERSONAL: 0, PROFESSIONAL: 10, ENTERPRISE: Infinity };

/** @throws AppError `plan_limit_reached` when the plan includes no action besides so many. */
export function checkRoom(plan: Plan, count: number): void {
  const most = mostActionsOf[plan];
  if (count >= most) throw new AppError('plan_limit_reached', `The plan includes ${most} workflow actions.`);
}

/** The settings of a new action. */
export function newSettings(request: CreateActionRequest): ActionSettings {
  const {
    name,
    enabled = true,
    trigger,
    url,
    method,
    auth,
    headers,
    payload,
    includeRequestData = true,
    retry,
  } = request;
  const secrets = { auth: auth && secretFrom(auth), headers: headersFrom(headers ?? {}, {}) };
  const fields = {
    name,
    enabled,
    ...stagesOf(trigger),
    url,
    method: methodOf(method),
    auth: auth ? authFrom(auth) : noAuth,
    headerNames: Object.keys(secrets.headers),
    payload: payload && JSON.stringify(payload),
    includeRequestData,
    maxRetries: retry?.maxRetries ?? 3,
    delaySeconds: retry?.delaySeconds ?? 60,
  };
  return { fields, secrets };
}

/** The settings after an update; undefined when everything is so already. */
export function changedSettings(before: ActionSettings, request: UpdateActionRequest): ActionSettings | undefined {
  const given = maskedFields(request, ['name', 'enabled', 'url', 'includeRequestData']);
  const { trigger, method, auth, headers, retry } = maskedFields(request, [
    'trigger',
    'method',
    'auth',
    'headers',
    'retry',
  ]);
  const payload = maskedFields(request, ['payload']);
  const secrets = {
    auth: auth ? (secretFrom(auth) ?? keptSecret(before, auth)) : before.secrets.auth,
    headers: headers ? headersFrom(headers, before.secrets.headers) : before.secrets.headers,
  };
  const fields = {
    ...before.fields,
    ...given,
    ...(trigger && stagesOf(trigger)),
    ...(method && { method: methodOf(method) }),
    ...(auth && { auth: authFrom(auth) }),
    ...('payload' in payload && { payload: payload.payload && JSON.stringify(payload.payload) }),
    headerNames: Object.keys(secrets.headers),
    maxRetries: retry?.maxRetries ?? before.fields.maxRetries,
    delaySeconds: retry?.delaySeconds ?? before.fields.delaySeconds,
  };
  const after = { fields, secrets };
  return isDeepStrictEqual(plain(after), plain(before)) ? undefined : after;
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

function stagesOf(trigger: { fromStageId?: string; toStageId?: string } | undefined) {
  return { fromStageId: trigger?.fromStageId, toStageId: trigger?.toStageId };
}

function methodOf(method: ActionMethod | undefined): ActionFields['method'] {
  return method === undefined || method === 'UNSPECIFIED' ? 'POST' : method;
}

/** A secret stays with its kind. */
function keptSecret({ fields, secrets }: ActionSettings, { type }: ActionAuthSettings): string | undefined {
  return type === fields.auth.type ? secrets.auth : undefined;
}

/** Without what is undefined: absent and cleared are the same. */
function plain(settings: ActionSettings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
