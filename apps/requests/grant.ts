import { Grant, Permission } from '@fileonion/contract/requests';
import { ResourceType, Share, ShareType } from '@fileonion/contract/shares';
import type { TenantRow } from '@fileonion/mongo';
import type { GrantFact } from './access';

/** How many grants a request has at most. */
export const maxGrants = 1000;

/** What a share can name. */
export interface Grantee {
  kind: 'user' | 'team';
  id: string;
}

/** A grant as it is stored; it is the share of the same id. */
export interface GrantRow extends TenantRow {
  requestId: string;
  granteeKind: Grantee['kind'];
  granteeId: string;
  permission: Permission;
  /** Whether its request's visibility lets it work. */
  awake: boolean;
  createdBy: string;
}

/** A grant as the other services see it. */
export function toGrant(row: GrantRow): Grant {
  const { _id: id, requestId, permission, createdBy, createdAt, updatedAt } = row;
  return Grant.fromPartial({ id, requestId, ...namesOf(row), permission, createdBy, createdAt, updatedAt });
}

/** A grant as the share that the API shows. */
export function toShare(row: GrantRow): Share {
  const { _id: id, requestId: resourceId, permission, createdBy, createdAt, updatedAt } = row;
  const type = row.granteeKind === 'user' ? ShareType.USER : ShareType.TEAM;
  return Share.fromPartial({
    id,
    type,
    resourceType: ResourceType.REQUEST,
    resourceId,
    ...namesOf(row),
    permission,
    createdBy,
    createdAt,
    updatedAt,
  });
}

/** A request's grants with one more, or another permission of one. */
export function withGrant(grants: readonly GrantFact[], { granteeId, permission }: GrantRow): GrantFact[] {
  return [...withoutGrant(grants, granteeId), { granteeId, permission }];
}

/** A request's grants without one. */
export function withoutGrant(grants: readonly GrantFact[], granteeId: string): GrantFact[] {
  return grants.filter((grant) => grant.granteeId !== granteeId);
}

/** The grantee under the name of its kind. */
export function namesOf({ granteeKind, granteeId }: GrantRow): { userId?: string; teamId?: string } {
  return granteeKind === 'user' ? { userId: granteeId } : { teamId: granteeId };
}
