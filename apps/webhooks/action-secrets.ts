import type { UpdateActionRequest } from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import { maskedFields } from '@fileonion/service-kit';
import { hasSecret, secretFrom, type ActionAuthSettings } from './action-auth';
import type { HeaderValues } from './action-headers';
import type { Encryption } from './encryption';

/** What is never shown of an action. */
export interface ActionSecrets {
  /** Of its authentication. */
  auth?: string;
  headers: HeaderValues;
}

/** Encrypts the secrets of an action for the database. */
export function sealSecrets(encryption: Encryption, actionId: string, secrets: ActionSecrets): string {
  return encryption.seal(JSON.stringify(secrets), actionId);
}

export function openSecrets(encryption: Encryption, { _id, sealed }: { _id: string; sealed: string }): ActionSecrets {
  return JSON.parse(encryption.open(sealed, _id)) as ActionSecrets;
}

interface Addressed {
  url: string;
  auth: ActionAuthSettings;
  headerNames: string[];
}

/**
 * Secrets go to nobody whom those who know them did not choose: where an action is pointed elsewhere, every one must be
 * sent anew.
 *
 * @throws AppError `secret_required`
 */
export function checkSecretsSent(before: Addressed, after: Addressed, request: UpdateActionRequest): void {
  if (!isPointedElsewhere(before, after)) return;
  const { auth, headers = {} } = maskedFields(request, ['auth', 'headers']);
  const authIsMissing = hasSecret(after.auth) && !(auth && secretFrom(auth));
  const missing = [
    ...(authIsMissing ? ['the secret of auth'] : []),
    ...after.headerNames.filter((name) => typeof headers?.[name] !== 'string').map((name) => `the header ${name}`),
  ];
  if (!missing.length) return;
  throw new AppError('secret_required', `The host changes, so that secrets must be sent anew: ${missing.join(', ')}.`);
}

/** Another port is another receiver, and so is the same one without encryption. */
function isPointedElsewhere(before: Addressed, after: Addressed): boolean {
  const tokenUrls = [before.auth.tokenUrl, after.auth.tokenUrl];
  return (
    originOf(before.url) !== originOf(after.url) ||
    (tokenUrls.every((url) => url !== undefined) && originOf(tokenUrls[0]!) !== originOf(tokenUrls[1]!))
  );
}

function originOf(url: string): string {
  return new URL(url).origin;
}
