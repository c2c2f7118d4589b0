import { ApiKey } from '@fileonion/contract/keys';
import type { Actor, EventType } from '@fileonion/contract/events';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { toApiKey, type ApiKeyRow } from './api-key';

/** What an announcement may say besides. */
interface AnnounceOptions {
  /** The key before an update. */
  before?: ApiKeyRow;
  /** Who caused it, where the call at hand has no caller. */
  actor?: Partial<Actor>;
}

/** Announces what happened to a key; the row's version is the event's. */
export async function announce(
  outbox: Outbox,
  tx: Tx,
  type: EventType,
  row: ApiKeyRow,
  options: AnnounceOptions = {},
): Promise<void> {
  const { before, actor } = options;
  const encode = (key: ApiKeyRow): Uint8Array => ApiKey.encode(toApiKey(key, tx.now)).finish();
  await outbox.emit(tx, {
    type,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.keys.v2.ApiKey', encode(row)],
    ...(before && { previous: encode(before) }),
    ...(!tx.ctx.caller && { organizationId: row.organizationId, actor }),
  });
}
