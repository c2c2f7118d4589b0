import { Scope, type Principal } from '@fileonion/contract/api';
import { AuthenticateResponse, AuthenticationServiceService, type KeyUse } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import { createFreshness, createRedis, epochKey } from '@fileonion/freshness';
import { digestOfApiKey, newApiKey, rpcService, type Logger, type RequestContext } from '@fileonion/service-kit';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';

/** A credential that the stub knows. */
export interface StubCredential {
  token: string;
  organizationId: string;
  /** Whom it was given to. */
  principal: Principal;
  /** Whom it stands for now, or why it is refused. */
  caller: Principal | AppError;
  /** Whether that depends on other organizations too, so that it has no epoch. */
  forThisCallOnly?: boolean;
}

/** What can be chosen about a key. */
type KeyParts = Partial<Principal> & { scopes?: Scope[]; rateLimit?: number };

/** A keys service that loads as the real one does: first the epoch, then the caller. */
export function startStubKeys({ NAMESPACE, REDIS_URL }: { NAMESPACE: string; REDIS_URL: string }, logger: Logger) {
  const redis = createRedis(REDIS_URL, logger);
  const freshness = createFreshness({ redis, namespace: NAMESPACE, logger });
  const known = new Map<string, StubCredential>();
  const loads: RequestContext[] = [];
  const uses: KeyUse[] = [];
  const hooks = { beforeAnswer: async () => {} };

  const service = rpcService(AuthenticationServiceService, {
    async authenticate(ctx, { keyDigest, sessionToken, organizationId }) {
      loads.push(ctx);
      const credential = known.get(
        keyDigest ? Buffer.from(keyDigest).toString('hex') : `${sessionToken} ${organizationId}`,
      );
      if (!credential) throw new AppError('invalid_credentials');
      const { organizationId: home, forThisCallOnly } = credential;
      const epoch = forThisCallOnly ? undefined : await freshness.current(home);
      const { caller } = credential;
      await hooks.beforeAnswer();
      if (caller instanceof AppError) throw caller;
      return AuthenticateResponse.fromPartial({ principal: caller, epoch });
    },
    async reportKeyUse(_ctx, request) {
      uses.push(...request.uses);
      return {};
    },
  });

  function know(id: string, token: string, parts: Partial<Principal>): StubCredential {
    const principal = aPrincipal(parts);
    const credential = { token, organizationId: principal.organizationId, principal, caller: principal };
    known.set(id, credential);
    return credential;
  }

  return {
    service,
    /** Every load, in order. */
    loads,
    /** What gateways have reported. */
    uses,
    /** What happens between reading a caller and answering. */
    hooks,
    redis,
    epochKey: (organizationId: string) => epochKey(NAMESPACE, organizationId),
    /** A new API key, with all scopes and 100 calls a minute unless told otherwise. */
    issueKey({ scopes = [Scope.FULL_ACCESS], rateLimit = 100, ...parts }: KeyParts = {}): StubCredential {
      const token = newApiKey();
      const id = digestOfApiKey(token).toString('hex');
      return know(id, token, { ...parts, apiKey: { id: uuidv7(), scopes, rateLimit } });
    },
    /** A new session, in the organization that the header names, or in the first one. */
    openSession(parts: Partial<Principal> = {}, organizationHeader = ''): StubCredential {
      const token = `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(uuidv7()).toString('base64url')}.c2lnbmF0dXJl`;
      return know(`${token} ${organizationHeader}`, token, parts);
    },
    /** Changes whom a credential stands for, as services do: commit, new epoch, answer. */
    async change(credential: StubCredential, caller: Principal | AppError): Promise<void> {
      credential.caller = caller;
      await freshness.changed(credential.organizationId);
    },
    stop: () => redis.disconnect(),
  };
}
