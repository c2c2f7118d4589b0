import { AuthenticationServiceService, type AuthenticateResponse } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { authenticateKey, type KeyAuthenticationParts } from './authenticate-key';
import { authenticateSession, type SessionAuthenticationParts } from './authenticate-session';

const mostUses = 1000;

/** Serves proof of identity. */
export function authenticationService(parts: KeyAuthenticationParts & SessionAuthenticationParts): RpcService {
  return rpcService(AuthenticationServiceService, {
    async authenticate(ctx, { keyDigest, sessionToken, organizationId }): Promise<AuthenticateResponse> {
      if (keyDigest) return authenticateKey(parts, ctx, keyDigest);
      if (sessionToken) return authenticateSession(parts, ctx, sessionToken, organizationId);
      throw new AppError('missing_credentials');
    },

    async reportKeyUse(_ctx, { uses }) {
      const now = new Date();
      const known = uses.slice(0, mostUses).map(({ organizationId, keyId, lastUsedAt = now }) => {
        // A gateway whose clock is ahead must not make a key look used in the future.
        return { organizationId, keyId, lastUsedAt: lastUsedAt < now ? lastUsedAt : now };
      });
      await parts.keys.noteUses(known);
      return {};
    },
  });
}
