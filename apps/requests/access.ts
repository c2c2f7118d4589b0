import { Role } from '@fileonion/contract/api';
import { Permission, Visibility } from '@fileonion/contract/requests';

/** Who asks, as far as sight depends on it; every principal is one. */
export interface Viewer {
  organizationId: string;
  userId: string;
  role: Role;
  teamIds: readonly string[];
}

/** What sight of a request depends on. */
export interface AccessFacts {
  visibility: Visibility;
  assigneeUserId?: string;
  assigneeTeamId?: string;
  grants: readonly GrantFact[];
}

/** Access that a share gave to a user or a team. */
export interface GrantFact {
  granteeId: string;
  permission: Permission;
}

/** Whether the caller sees the request. */
export function canSee(caller: Viewer, request: AccessFacts): boolean {
  return holdsOf(caller, request).length > 0;
}

/** Whether the caller may change the request: unless all that lets them see it is a share to view. */
export function canEdit(caller: Viewer, request: AccessFacts): boolean {
  return holdsOf(caller, request).some((hold) => hold !== Permission.VIEW);
}

/**
 * The part of a MongoDB filter that leaves the requests that the caller sees. It asks for one field, so that it goes
 * into any index as one prefix, however many teams and shares the caller has.
 */
export function visibleFilter(caller: Viewer): { audience?: { $in: string[] } } {
  return seesAll(caller) ? {} : { audience: { $in: [caller.organizationId, ...idsOf(caller)] } };
}

/**
 * Who sees a request besides owners and admins, as ids of the organization (everyone), teams and users. Stored with the
 * request by every change of what it depends on.
 */
export function audienceOf(organizationId: string, request: AccessFacts): string[] {
  const { visibility, assigneeUserId, assigneeTeamId, grants } = request;
  const audience = new Set<string>();
  if (assigneeUserId) audience.add(assigneeUserId);
  if (visibility === Visibility.TENANT) audience.add(organizationId);
  if (visibility === Visibility.TEAM && assigneeTeamId) audience.add(assigneeTeamId);
  if (sharesAwake(visibility)) for (const { granteeId } of grants) audience.add(granteeId);
  return [...audience];
}

/** Shares of every kind sleep while a request is private. */
export function sharesAwake(visibility: Visibility): boolean {
  return visibility !== Visibility.PRIVATE;
}

/** Everything that lets the caller see the request. */
function holdsOf(caller: Viewer, request: AccessFacts): ('role' | 'assignee' | 'visibility' | Permission)[] {
  const ids = idsOf(caller);
  const grants = sharesAwake(request.visibility)
    ? request.grants.filter(({ granteeId }) => ids.includes(granteeId))
    : [];
  return [
    ...(seesAll(caller) ? (['role'] as const) : []),
    ...(request.assigneeUserId === caller.userId ? (['assignee'] as const) : []),
    ...(visibleByVisibility(caller, request) ? (['visibility'] as const) : []),
    ...grants.map(({ permission }) => permission),
  ];
}

function visibleByVisibility({ teamIds }: Viewer, { visibility, assigneeTeamId }: AccessFacts): boolean {
  if (visibility === Visibility.TENANT) return true;
  return visibility === Visibility.TEAM && assigneeTeamId !== undefined && teamIds.includes(assigneeTeamId);
}

function seesAll({ role }: Viewer): boolean {
  return role === Role.OWNER || role === Role.ADMIN;
}

/** What a share may name to reach the caller. */
export function idsOf({ userId, teamIds }: Viewer): string[] {
  return [userId, ...teamIds];
}
