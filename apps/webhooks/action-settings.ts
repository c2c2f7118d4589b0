import { isDeepStrictEqual } from 'node:util';
import { ActionMethod, type CreateActionRequest, type UpdateActionRequest } from '@fileonion/contract/webhooks';
import { maskedFields } from '@fileonion/service-kit';
import type { ActionFields } from './action';
import { authFrom, noAuth, secretFrom, type ActionAuthSettings } from './action-auth';
import { headersFrom } from './action-headers';
import type { ActionSecrets } from './action-secrets';

/** What an action is to be. */
export interface ActionSettings {
  fields: ActionFields;
  secrets: ActionSecrets;
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

function stagesOf(trigger: { fromStageId?: string; toStageId?: string } | undefined) {
  return { fromStageId: trigger?.fromStageId, toStageId: trigger?.toStageId };
}

function methodOf(method: ActionMethod | undefined): ActionFields['method'] {
  return method === undefined || method === ActionMethod.UNSPECIFIED ? ActionMethod.POST : method;
}

/** A secret stays with its kind. */
function keptSecret({ fields, secrets }: ActionSettings, { type }: ActionAuthSettings): string | undefined {
  return type === fields.auth.type ? secrets.auth : undefined;
}

/** Without what is undefined: absent and cleared are the same. */
function plain(settings: ActionSettings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
