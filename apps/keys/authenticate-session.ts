import type { AuthenticateResponse } from '@fileonion/contract/keys';
import { UserStatus } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Freshness } from '@fileonion/freshness';
import type { RequestContext } from '@fileonion/service-kit';
import { complete, findCaller, type Directory } from './directory';
import { principalOf } from './principal';
import type { SessionVerifier } from './session-verifier';

/** What authenticating a session needs. */
export interface SessionAuthenticationParts {
  directory: Directory;
  freshness: Freshness;
  /** Absent where no issuer is configured. */
  sessions?: SessionVerifier;
}

/**
 * Finds whom a session token stands for. As with a key, the epoch is read between learning the organization and reading
 * what may change.
 */
export async function authenticateSession(
  { directory, freshness, sessions }: SessionAuthenticationParts,
  ctx: RequestContext,
  token: string,
  organizationId: string,
): Promise<AuthenticateResponse> {
  if (!sessions) throw new AppError('invalid_credentials');
  const { issuer, subject, email, emailVerified, notAfter } = await sessions.verify(token);
  const request = { issuer, subject, email, emailVerified, organizationId };
  const { caller: first, forThisCallOnly } = await directory.findSessionUser(ctx, request);
  const found = complete(first);
  // One organization's epoch says nothing of the others on which the choice of this one depends.
  const epoch = forThisCallOnly ? undefined : await freshness.current(found.organizationId);
  const caller = await findCaller(directory, ctx, found.organizationId, found.user.id);
  if (caller?.user.status !== UserStatus.ACTIVE) throw new AppError('invalid_credentials');
  return { principal: principalOf(caller, { apiKey: undefined, notAfter }), epoch };
}
