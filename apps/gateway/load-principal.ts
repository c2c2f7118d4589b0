import { AuthenticateRequest, type AuthenticationServiceService } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import type { RpcClient } from '@fileonion/service-kit';
import type { Credential } from './credentials';
import type { GatewayMetrics } from './gateway-metrics';
import { readDeadlineMs } from './patience';
import type { LoadPrincipal } from './principals';

/** What the gateway asks the keys service. */
export type KeysClient = RpcClient<typeof AuthenticationServiceService>;

/** Loads principals from the keys service. A load goes on when its caller leaves: others may be waiting for it too. */
export function principalLoader(keys: KeysClient, { loads }: GatewayMetrics): LoadPrincipal {
  return async (credential, { requestId, traceparent, address }) => {
    loads.inc();
    const caller = {
      requestId,
      traceparent,
      ip: address,
      deadline: Date.now() + readDeadlineMs,
      signal: new AbortController().signal,
    };
    const { principal, epoch } = await keys.authenticate(caller, requestOf(credential));
    if (!principal) throw new AppError('internal', 'The keys service has answered without a principal');
    return { principal, epoch: epoch === '' ? undefined : epoch };
  };
}

function requestOf(credential: Credential): AuthenticateRequest {
  return AuthenticateRequest.fromPartial(
    credential.kind === 'api-key'
      ? { keyDigest: credential.digest }
      : { sessionToken: credential.token, organizationId: credential.organizationId },
  );
}
