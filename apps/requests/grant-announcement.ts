import { EventType } from '@fileonion/contract/events';
import { Share } from '@fileonion/contract/shares';
import type { Fact } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { namesOf, toShare, type GrantRow } from './grant';
import type { RequestRow } from './request';

/** What became of a grant, told as of the share that it is. */
export function grantFact(
  tx: Tx,
  type: EventType,
  { request, row, before }: { request: RequestRow; row: GrantRow; before?: GrantRow },
): Fact {
  const { visibility, clientId, organizationId } = request;
  return {
    type,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.shares.v2.Share', Share.encode(toShare(row)).finish()],
    previous: before && Share.encode(toShare(before)).finish(),
    audience: { visibility: visibility.toLowerCase(), clientId, ...namesOf(row) },
    ...(tx.ctx.caller === undefined && { organizationId }),
  };
}

/** The end of a grant. */
export function grantEndedFact(tx: Tx, request: RequestRow, row: GrantRow): Fact {
  return grantFact(tx, EventType.SHARE_REVOKED, { request, row: { ...row, version: row.version + 1 } });
}
