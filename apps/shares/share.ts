import { Permission, type Grant, type MyGrant } from '@fileonion/contract/requests';
import {
  ResourceType,
  Share,
  SharedWithMe,
  ShareType,
  ShareVia,
  type CreateShareRequest,
} from '@fileonion/contract/shares';
import type { Violation } from '@fileonion/errors';

type TypedField = 'userId' | 'teamId' | 'expiresAt' | 'password' | 'maxUses';

/** The fields that each type of share has besides those that all have. */
const fieldsOfType: Record<ShareType, readonly TypedField[]> = {
  UNSPECIFIED: [],
  USER: ['userId'],
  TEAM: ['teamId'],
  LINK: ['expiresAt', 'password', 'maxUses'],
};

const typedFields: readonly TypedField[] = ['userId', 'teamId', 'expiresAt', 'password', 'maxUses'];

/** What is wrong with the fields of a new share taken together. */
export function shareFaults(request: CreateShareRequest, now: Date): Violation[] {
  const { type, expiresAt } = request;
  const faults = typedFields
    .filter((field) => request[field] !== undefined && !fieldsOfType[type].includes(field))
    .map((field) => fault(field, 'not_allowed', `A share of type ${type.toLowerCase()} has no ${field}.`));
  if (type === ShareType.USER && request.userId === undefined)
    faults.push(fault('userId', 'required', 'Name the user to share with.'));
  if (type === ShareType.TEAM && request.teamId === undefined)
    faults.push(fault('teamId', 'required', 'Name the team to share with.'));
  if (type === ShareType.LINK && request.permission === Permission.EDIT) {
    faults.push(fault('permission', 'invalid_value', 'A link can only be given the permission view.'));
  }
  if (type === ShareType.LINK && expiresAt && expiresAt <= now)
    faults.push(fault('expiresAt', 'in_past', 'The link would have ended already.'));
  return faults;
}

/** The grant of a user or team as the share that it is. */
export function grantAsShare({ requestId, ...grant }: Grant): Share {
  const type = grant.userId === undefined ? ShareType.TEAM : ShareType.USER;
  return Share.fromPartial({ ...grant, type, resourceType: ResourceType.REQUEST, resourceId: requestId });
}

/** The grant that reaches the caller as a row of what was shared with them. */
export function asSharedWithMe({ grant, title }: MyGrant): SharedWithMe {
  const { requestId, userId, ...rest } = grant!;
  const via = userId === undefined ? ShareVia.TEAM : ShareVia.USER;
  return SharedWithMe.fromPartial({ ...rest, via, resource: { id: requestId, type: ResourceType.REQUEST, title } });
}

function fault(field: string, code: string, detail: string): Violation {
  return { pointer: `/${field}`, code, detail };
}
