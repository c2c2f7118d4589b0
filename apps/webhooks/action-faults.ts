import { member } from '@fileonion/contract';
import type { CreateActionRequest, UpdateActionRequest } from '@fileonion/contract/webhooks';
import { AppError, type Violation } from '@fileonion/errors';
import { maskedFields } from '@fileonion/service-kit';
import { faultsOfAuth, headerOf, noAuth } from './action-auth';
import { faultsOfHeaders, isSame } from './action-headers';
import type { ActionSettings } from './action-settings';
import type { AddressRules } from './address';
import { faultOfUrl } from './target-url';

type Given = Partial<Pick<CreateActionRequest, 'url' | 'auth' | 'headers' | 'payload'>>;

const mostPayloadBytes = 64 * 1024;

/** @throws AppError `validation_failed` with every fault of a new action. */
export function checkNew(request: CreateActionRequest, rules: AddressRules): void {
  check(request, undefined, rules);
}

/** What stays as it is was judged when it was set. @throws AppError `validation_failed` with every fault of an update. */
export function checkChanged(before: ActionSettings, request: UpdateActionRequest, rules: AddressRules): void {
  check(maskedFields(request, ['url', 'auth', 'headers', 'payload']), before, rules);
}

function check({ url, auth, headers, payload }: Given, before: ActionSettings | undefined, rules: AddressRules): void {
  const stored = before?.fields;
  const urlFault = url === undefined || url === stored?.url ? undefined : faultOfUrl(url, rules, '/url');
  const names = headers ? Object.keys(headers) : (stored?.headerNames ?? []);
  const faults = [
    ...(urlFault ? [urlFault] : []),
    ...(auth ? faultsOfAuth(auth, stored?.auth, rules) : []),
    ...(headers ? faultsOfHeaders(headers, before?.secrets.headers ?? {}) : []),
    ...faultsOfBoth(auth ?? stored?.auth ?? noAuth, names),
    ...faultsOfPayload(payload),
  ];
  if (faults.length) throw AppError.validation(faults);
}

/** One header cannot be set twice. */
function faultsOfBoth(auth: Parameters<typeof headerOf>[0], names: string[]): Violation[] {
  const header = headerOf(auth);
  const twice = header === undefined ? [] : names.filter((name) => isSame(name, header));
  return twice.map((name) => ({ pointer: member('/headers', name), code: 'duplicate', detail: 'auth sets it.' }));
}

function faultsOfPayload(payload: object | undefined): Violation[] {
  if (!payload || Buffer.byteLength(JSON.stringify(payload)) <= mostPayloadBytes) return [];
  return [{ pointer: '/payload', code: 'too_long', detail: 'Must take at most 64 KiB as JSON.' }];
}
