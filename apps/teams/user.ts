import { isDeepStrictEqual } from 'node:util';
import { Role } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import { User, UserStatus, type InviteUserRequest, type UpdateUserRequest } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Fact } from '@fileonion/events';
import type { OwnFields, TenantRow } from '@fileonion/mongo';
import { foldCase, maskedFields } from '@fileonion/service-kit';

/** A user as it is stored. */
export interface UserRow extends TenantRow {
  email: string;
  /** Unique in the organization. */
  emailKey: string;
  name: string;
  /** Sorts by name whatever the case. */
  nameKey: string;
  role: Role;
  status: UserStatus;
  /** Issuer and subject of the person's sessions, once they have signed in. */
  identity?: string;
  /** When the user first became active. */
  joinedAt?: Date;
}

type UserFields = OwnFields<UserRow>;

const maxNameLength = 100;

/** The fields of an invited user. */
export function invitedUser({ email, name = localPart(email), role = Role.MEMBER }: InviteUserRequest): UserFields {
  return { email, emailKey: foldCase(email), name, nameKey: foldCase(name), role, status: UserStatus.INVITED };
}

/** The fields of the owner with whom an organization begins. */
export function firstOwner(owner: { email: string; name?: string }, now: Date): UserFields {
  return { ...invitedUser({ ...owner, role: Role.OWNER }), status: UserStatus.ACTIVE, joinedAt: now };
}

/**
 * What an update changes; undefined when everything is so already.
 *
 * @throws AppError `validation_failed`
 */
export function changesOfUser(user: UserRow, request: UpdateUserRequest, now: Date): Partial<UserFields> | undefined {
  const { name, role, status } = user;
  const after = { name, role, status, ...maskedFields(request, ['name', 'role', 'status']) };
  if (isDeepStrictEqual(after, { name, role, status })) return undefined;
  if (after.status === UserStatus.INVITED && status !== UserStatus.INVITED) throw notInvitable();
  const joins = after.status === UserStatus.ACTIVE && !user.joinedAt;
  return { ...after, nameKey: foldCase(after.name), ...(joins && { joinedAt: now }) };
}

/**
 * Owners are for owners only.
 *
 * @throws AppError `role_required`
 */
export function checkMayManage(caller: Role, ...roles: Role[]): void {
  if (caller !== Role.OWNER && roles.includes(Role.OWNER)) {
    throw new AppError('role_required', 'Only an owner can invite, promote to, change or remove an owner.');
  }
}

/** Whether the user is one of the owners of whom at least one remains. */
export function isActiveOwner({ role, status }: Pick<UserRow, 'role' | 'status'>): boolean {
  return role === Role.OWNER && status === UserStatus.ACTIVE;
}

/** A user as the API shows it. */
export function toUser({ _id, email, name, role, status, createdAt, updatedAt }: UserRow): User {
  return { id: _id, email, name, role, status, createdAt, updatedAt };
}

/** What is announced, within the system, about a user who is no more. */
export function removedUserFact(user: UserRow): Fact {
  return {
    type: EventType.USER_REMOVED,
    aggregateId: user._id,
    seq: user.version + 1,
    resource: ['fileonion.teams.v2.User', User.encode(toUser(user)).finish()],
    audience: { userId: user._id },
  };
}

function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, maxNameLength);
}

function notInvitable(): AppError {
  const detail = 'A user who is active or suspended cannot be made invited again.';
  return AppError.validation([{ pointer: '/status', code: 'invalid_value', detail }]);
}
