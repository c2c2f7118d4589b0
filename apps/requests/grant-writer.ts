import { EventType } from '@fileonion/contract/events';
import type { Permission } from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { sharesAwake } from './access';
import { maxGrants, withGrant, withoutGrant, type Grantee, type GrantRow } from './grant';
import { grantEndedFact, grantFact } from './grant-announcement';
import type { GrantRepository } from './grant-repository';
import type { RequestRow } from './request';
import type { RequestRepository } from './request-repository';

/** Writes grants together with what requests know of them, and their events. */
export type GrantWriter = ReturnType<typeof createGrantWriter>;

/** A grant to be given. */
interface NewGrant {
  id: string;
  grantee: Grantee;
  permission: Permission;
  createdBy: string;
}

interface Parts {
  grants: GrantRepository;
  requests: RequestRepository;
  outbox: Outbox;
}

export function createGrantWriter(parts: Parts) {
  const { grants, requests, outbox } = parts;
  return {
    /** Gives access, or changes the permission of access that was given before. */
    async put(tx: Tx, request: RequestRow, grant: NewGrant, before: GrantRow | undefined): Promise<GrantRow> {
      const { organizationId } = request;
      if (before?.permission === grant.permission) return before;
      const row = before
        ? await grants.change(organizationId, tx, before._id, { permission: grant.permission })
        : await insert(parts, tx, request, grant);
      await requests.changeGrants(organizationId, tx, request, withGrant(request.grants, row));
      await outbox.emit(
        tx,
        grantFact(tx, before ? EventType.SHARE_UPDATED : EventType.SHARE_CREATED, { request, row, before }),
      );
      return row;
    },

    /** Ends access. */
    async remove(tx: Tx, request: RequestRow, row: GrantRow): Promise<void> {
      await grants.remove(request.organizationId, tx, row._id);
      await requests.changeGrants(request.organizationId, tx, request, withoutGrant(request.grants, row.granteeId));
      await outbox.emit(tx, grantEndedFact(tx, request, row));
    },

    /** Ends all access to a request that goes itself. */
    async removeOfRequest(tx: Tx, request: RequestRow): Promise<void> {
      const { organizationId, _id } = request;
      const rows = await grants.allOfRequest(organizationId, tx, _id);
      await grants.removeOfRequest(organizationId, tx, _id);
      const ended = rows.map((row) => grantEndedFact(tx, request, row));
      await outbox.emitAll(tx, ended);
    },

    /** Lets the grants of a request work or sleep, as its visibility has it. */
    async wakeOrRest(tx: Tx, { organizationId, _id, visibility }: RequestRow): Promise<void> {
      await grants.setAwake(organizationId, tx, _id, sharesAwake(visibility));
    },
  };
}

async function insert({ grants }: Parts, tx: Tx, request: RequestRow, grant: NewGrant): Promise<GrantRow> {
  if (request.grants.length >= maxGrants) {
    throw new AppError('limit_reached', `A request has at most ${maxGrants} user and team shares.`);
  }
  const { id, permission, createdBy, grantee } = grant;
  const fields = { requestId: request._id, granteeKind: grantee.kind, granteeId: grantee.id };
  return grants.insert(request.organizationId, tx, id, { ...fields, permission, awake: true, createdBy });
}
