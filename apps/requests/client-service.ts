import { EventType } from '@fileonion/contract/events';
import {
  Client,
  ClientsServiceService,
  type ArchiveClientResponse,
  type DeleteClientRequest,
  type DeleteClientResponse,
  type UpdateClientRequest,
  type UpdateClientResponse,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { changedClient, newClient, toClient, type ClientRow } from './client';
import type { ClientRepository } from './client-repository';
import type { Departures } from './departures';
import type { RequestCounts } from './request-counts';

interface Parts {
  clients: ClientRepository;
  counts: RequestCounts;
  departures: Pick<Departures, 'dropClient'>;
  outbox: Outbox;
  unitOfWork: UnitOfWork;
}

/** Serves clients. */
export function clientService(parts: Parts): RpcService {
  const { clients, unitOfWork } = parts;
  return rpcService(ClientsServiceService, {
    async listClients(ctx, request) {
      const { rows, page } = await clients.page(ctx, request);
      return { clients: rows.map(toClient), page };
    },

    async getClient(ctx, { clientId }) {
      return { client: shown(ctx, await clients.get(ctx.principal.organizationId, clientId)) };
    },

    createClient: (ctx, request) =>
      unitOfWork(ctx, async (tx) => {
        const row = await clients.insert(ctx.principal.organizationId, tx, uuidv7(), newClient(request));
        await announce(parts, tx, EventType.CLIENT_CREATED, row);
        return { client: shown(ctx, row) };
      }),

    updateClient: (ctx, request) => unitOfWork(ctx, (tx) => update(parts, tx, request)),
    deleteClient: (ctx, request) => unitOfWork(ctx, (tx) => remove(parts, tx, request)),
    archiveClient: (ctx, { clientId }) => unitOfWork(ctx, (tx) => setArchived(parts, tx, clientId, true)),
    unarchiveClient: (ctx, { clientId }) => unitOfWork(ctx, (tx) => setArchived(parts, tx, clientId, false)),
  });
}

async function update(parts: Parts, tx: Tx, request: UpdateClientRequest): Promise<UpdateClientResponse> {
  const before = await parts.clients.get(tx.ctx.principal.organizationId, request.clientId, tx);
  checkIfMatch(tx.ctx, before.version);
  const changes = changedClient(before, request);
  if (!changes) return { client: shown(tx.ctx, before) };
  const after = await parts.clients.change(before.organizationId, tx, before._id, changes);
  await announce(parts, tx, EventType.CLIENT_UPDATED, after, before);
  return { client: shown(tx.ctx, after) };
}

async function remove(parts: Parts, tx: Tx, { clientId }: DeleteClientRequest): Promise<DeleteClientResponse> {
  const { organizationId } = tx.ctx.principal;
  const row = await parts.clients.get(organizationId, clientId, tx);
  checkIfMatch(tx.ctx, row.version);
  // First, so that it conflicts with whoever opens a request for this client meanwhile.
  await parts.clients.remove(organizationId, tx, clientId);
  if (await parts.counts.hasOpen(organizationId, tx, clientId)) {
    throw new AppError('client_in_use', 'The client has open requests. Close, archive or reassign them first.');
  }
  await parts.departures.dropClient(organizationId, tx, clientId);
  await announce(parts, tx, EventType.CLIENT_DELETED, { ...row, version: row.version + 1 });
  return { deleted: { id: clientId, deleted: true } };
}

async function setArchived(parts: Parts, tx: Tx, clientId: string, archived: boolean): Promise<ArchiveClientResponse> {
  const before = await parts.clients.get(tx.ctx.principal.organizationId, clientId, tx);
  if (archived === (before.archivedAt !== undefined)) return { client: shown(tx.ctx, before) };
  const archivedAt = archived ? tx.now : undefined;
  const after = await parts.clients.change(before.organizationId, tx, clientId, { archivedAt });
  if (archived) await announce(parts, tx, EventType.CLIENT_ARCHIVED, after);
  else await announce(parts, tx, EventType.CLIENT_UPDATED, after, before);
  return { client: shown(tx.ctx, after) };
}

function shown(ctx: RequestContext, row: ClientRow): Client {
  ctx.reply.etag = etagOf(row.version);
  return toClient(row);
}

type ClientEvent =
  EventType.CLIENT_CREATED | EventType.CLIENT_UPDATED | EventType.CLIENT_ARCHIVED | EventType.CLIENT_DELETED;

async function announce(
  { outbox }: Parts,
  tx: Tx,
  type: ClientEvent,
  row: ClientRow,
  before?: ClientRow,
): Promise<void> {
  await outbox.emit(tx, {
    type,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.requests.v2.Client', Client.encode(toClient(row)).finish()],
    previous: before && Client.encode(toClient(before)).finish(),
    audience: { clientId: row._id },
  });
}
