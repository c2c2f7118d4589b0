import { EventType, type Actor } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { maxUnrevokedKeys, newApiKeyFields, type ApiKeyRow, type ApiKeySettings } from './api-key';
import { announce } from './api-key-events';
import type { ApiKeyRepository } from './api-key-repository';
import type { RawKey } from './raw-key';
import type { RemovedUsers } from './removed-users';

/** What issuing a key needs. */
export interface IssueParts {
  keys: ApiKeyRepository;
  removedUsers: RemovedUsers;
  outbox: Outbox;
}

/** A key to be issued. */
interface NewKey {
  organizationId: string;
  settings: ApiKeySettings;
  raw: RawKey;
  /** Who issues it, where the call at hand has no caller. */
  actor?: Partial<Actor>;
}

/** Stores and announces a new key, if the organization may have another and the user is still there. */
export async function issueKey(
  { keys, removedUsers, outbox }: IssueParts,
  tx: Tx,
  { organizationId, settings, raw, actor }: NewKey,
): Promise<ApiKeyRow> {
  await keys.hold(organizationId, tx);
  if (await removedUsers.has(organizationId, tx, settings.createdBy)) throw new AppError('invalid_credentials');
  if ((await keys.countUnrevoked(organizationId, tx)) >= maxUnrevokedKeys) {
    throw new AppError('limit_reached', `An organization has at most ${maxUnrevokedKeys} unrevoked API keys.`);
  }
  const row = await keys.insert(organizationId, tx, raw.id, newApiKeyFields(settings, raw, tx.now));
  await announce(outbox, tx, EventType.API_KEY_CREATED, row, { actor });
  return row;
}
