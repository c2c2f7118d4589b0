import type { ListClientsRequest } from '@fileonion/contract/requests';
import { addOrders, tenantRows, tenantSchema, type PageOf } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { emailKeyOf, type ClientRow } from './client';
import { holds } from './search-text';

/** Reads and writes clients. */
export type ClientRepository = ReturnType<typeof createClientRepository>;

export function createClientRepository(connection: Connection, pageOf: PageOf) {
  const clients = connection.model<ClientRow>('Client', clientSchema());
  const rows = tenantRows(clients, { client_email: 'email_taken' });
  return {
    ...rows,

    page(ctx: RequestContext, request: ListClientsRequest) {
      const { organizationId } = ctx.principal;
      const text = request.q !== undefined && { searchText: holds(request.q) };
      // As an operator, so that its own index is read, and not that of the order.
      const email = request.email !== undefined && { emailKey: { $eq: emailKeyOf(request.email) } };
      const found = { filter: { organizationId, ...email }, residual: { ...text } };
      const sorts = { createdAt: 'createdAt', updatedAt: 'updatedAt', name: 'nameKey' };
      return pageOf(ctx, clients, { ...found, request, sorts, default: '-createdAt' });
    },

    /**
     * Keeps a client from being deleted while a request of theirs is opened; for everyone who sets a request's client,
     * or moves it to an open stage.
     *
     * @returns whether the client exists.
     */
    touchClient: rows.guard,
  };
}

function clientSchema() {
  const schema = tenantSchema<ClientRow>({
    name: { type: String, required: true },
    email: { type: String },
    phone: { type: String },
    company: { type: String },
    contactChannel: { type: String },
    tags: { type: [String], required: true },
    archivedAt: { type: Date },
    nameKey: { type: String, required: true },
    emailKey: { type: String },
    searchText: { type: String, required: true },
  });
  addOrders(schema, ['createdAt', 'updatedAt', 'nameKey']);
  schema.index(
    { organizationId: 1, emailKey: 1 },
    { name: 'client_email', unique: true, partialFilterExpression: { emailKey: { $gt: '' } } },
  );
  return schema;
}
