import type { Event } from '@fileonion/contract/events';
import type { Tx } from '@fileonion/mongo';
import { revokeNow } from './api-key-writes';
import type { IssueParts } from './issue-key';

/**
 * Revokes the keys of a user who was removed. They have not worked since the removal, which set the epoch: authentication
 * asks the directory. The user is remembered first, so that a call of theirs that is still under way makes no further key.
 */
export async function revokeKeysOfRemovedUser(parts: IssueParts, tx: Tx, event: Event): Promise<void> {
  const { organizationId, aggregateId: userId, actor } = event;
  const { keys, removedUsers } = parts;
  await keys.hold(organizationId, tx);
  await removedUsers.add(organizationId, tx, userId);
  for (const row of await keys.unrevokedOf(organizationId, tx, userId)) await revokeNow(parts, tx, row, actor);
}
