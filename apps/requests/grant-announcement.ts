import type { EventType } from '@fileonion/contract/events';
import { Share } from '@fileonion/contract/shares';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { namesOf, toShare, type GrantRow } from './grant';
import type { RequestRow } from './request';

/** Announces what became of a grant, as the share that it is. */
export async function announceGrant(
  outbox: Outbox,
  tx: Tx,
  type: EventType,
  { request, row, before }: { request: RequestRow; row: GrantRow; before?: GrantRow },
): Promise<void> {
  const { visibility, clientId, organizationId } = request;
  await outbox.emit(tx, {
    type,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.shares.v2.Share', Share.encode(toShare(row)).finish()],
    previous: before && Share.encode(toShare(before)).finish(),
    audience: { visibility: visibility.toLowerCase(), clientId, ...namesOf(row) },
    ...(tx.ctx.caller === undefined && { organizationId }),
  });
}
