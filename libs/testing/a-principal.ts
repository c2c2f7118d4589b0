import { Feature, Plan, Principal, Role } from '@fileonion/contract/api';
import { uuidv7 } from 'uuidv7';

/** A caller: an owner with a session, in an organization of their own on plan professional, unless told otherwise. */
export function aPrincipal(parts: Partial<Principal> = {}): Principal {
  return Principal.fromPartial({
    organizationId: uuidv7(),
    userId: uuidv7(),
    plan: Plan.PROFESSIONAL,
    features: [Feature.TEAMS, Feature.RESOURCE_VISIBILITY],
    role: Role.OWNER,
    ...parts,
  });
}
