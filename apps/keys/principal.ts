import { Principal } from '@fileonion/contract/api';
import type { CompleteCaller } from './directory';

/** The principal of a user who proved who they are. */
export function principalOf(caller: CompleteCaller, credential: Pick<Principal, 'apiKey' | 'notAfter'>): Principal {
  const { organizationId, plan, features, user, teamIds } = caller;
  return Principal.fromPartial({
    organizationId,
    plan,
    features,
    userId: user.id,
    role: user.role,
    teamIds,
    ...credential,
  });
}
