import type { Grant, MyGrant } from '@fileonion/contract/requests';
import { ResourceType, Share, SharedWithMe, ShareType, ShareVia } from '@fileonion/contract/shares';

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
