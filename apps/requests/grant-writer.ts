import type { EventType } from '@fileonion/contract/events';
import { Permission } from '@fileonion/contract/requests';
import { Share } from '@fileonion/contract/shares';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { sharesAwake } from './access';
import { maxGrants, namesOf, toShare, withGrant, withoutGrant, type Grantee, type GrantRow } from './grant';
import type { GrantRepository } from './grant-repository';
import type { RequestRow } from './request';
import type { RequestRepository } from './request-repository';

/** Writes grants together with what requests know of them, and their events. */
export type GrantWriter = ReturnType<typeof createGrantWriter>;

export function createGrantWriter({ grants, requests, outbox }: { grants: GrantRepository; requests: RequestRepository; outbox: Outbox }) {
  return {
    /** Gives access, or changes the permission of access that was given. */
    async put(tx: Tx, request: RequestRow, id: string, grantee: Grantee, permission: Permission, createdBy: string): Promise<{ row: GrantRow; existed: boolean }> {
      const before = await grants.findOf(request.organizationId, tx, request._id, grantee.id);
      if (before?.permission === permission) return { row: before, existed: true };
      const row = before
        ? await grants.change(request.organizationId, tx, before._id, { permission })
        : await insert(tx, request, id, grantee, permission, createdBy);
      await requests.changeGrants(request.organizationId, tx, request, withGrant(request.grants, row));
      await announce(tx, before ? 'SHARE_UPDATED' : 'SHARE_CREATED', request, row, before);
      return { row, existed: before !== undefined };
    },

    /** Ends access. */
    async remove(tx: Tx, request: RequestRow, row: GrantRow): Promise<RequestRow> {
      await grants.remove(request.organizationId, tx, row._id);
      const after = await requests.changeGrants(request.organizationId, tx, request, withoutGrant(request.grants, row.granteeId));
      await announce(tx, 'SHARE_REVOKED', request, { ...row, version: row.version + 1 });
      return after;
    },

    /** Ends all access to a request that goes itself. */
    async removeOfRequest(tx: Tx, request: RequestRow): Promise<void> {
      for (const row of await grants.allOfRequest(request.organizationId, tx, request._id)) {
        await grants.remove(request.organizationId, tx, row._id);
        await announce(tx, 'SHARE_REVOKED', request, { ...row, version: row.version + 1 });
      }
    },

    /** Lets the grants of a request work or sleep, as its visibility has it. */
    async wakeOrRest(tx: Tx, request: RequestRow): Promise<void> {
      await grants.setAwake(request.organizationId, tx, request._id, sharesAwake(request.visibility));
    },
  };

  async function insert(tx: Tx, request: RequestRow, id: string, grantee: Grantee, permission: Permission, createdBy: string): Promise<GrantRow> {
    if (request.grants.length >= maxGrants) throw new AppError('limit_reached', `A request has at most ${maxGrants} user and team shares.`);
    const fields = { requestId: request._id, granteeKind: grantee.kind, granteeId: grantee.id, permission, awake: true, createdBy };
    return grants.insert(request.organizationId, tx, id, fields);
  }

  async function announce(tx: Tx, type: EventType, request: RequestRow, row: GrantRow, before?: GrantRow): Promise<void> {
    await outbox.emit(tx, {
      type,
      aggregateId: row._id,
      seq: row.version,
      resource: ['fileonion.shares.v2.Share', Share.encode(toShare(row)).finish()],
      previous: before && Share.encode(toShare(before)).finish(),
      audience: { visibility: request.visibility.toLowerCase(), clientId: request.clientId, ...namesOf(row) },
      ...(tx.ctx.caller === undefined && { organizationId: request.organizationId }),
    });
  }
}
