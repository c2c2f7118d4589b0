import { isDeepStrictEqual } from 'node:util';
import {
  Client,
  type ContactChannel,
  type CreateClientRequest,
  type UpdateClientRequest,
} from '@fileonion/contract/requests';
import type { TenantRow } from '@fileonion/mongo';
import { foldCase, maskedFields } from '@fileonion/service-kit';
import { searchTextOf } from './search-text';

/** A client as it is stored. */
export interface ClientRow extends TenantRow {
  name: string;
  email?: string;
  phone?: string;
  company?: string;
  contactChannel?: ContactChannel;
  tags: string[];
  archivedAt?: Date;
  /** Sorts by name whatever the case. */
  nameKey: string;
  /** Unique in the organization. */
  emailKey?: string;
  searchText: string;
}

/** What people enter about a client. */
type ClientFields = Pick<ClientRow, 'name' | 'email' | 'phone' | 'company' | 'contactChannel' | 'tags'>;

const fieldNames = ['name', 'email', 'phone', 'company', 'contactChannel', 'tags'] as const;

/** The fields of a new client, with what is derived from them. */
export function newClient(request: CreateClientRequest) {
  const { name, email, phone, company, contactChannel, tags } = request;
  return withKeys({ name, email, phone, company, contactChannel, tags });
}

/** What an update changes, with what is derived from it; undefined when it changes nothing. */
export function changedClient(before: ClientRow, request: UpdateClientRequest) {
  const after = { ...fieldsOf(before), ...maskedFields(request, fieldNames) };
  return isDeepStrictEqual(after, fieldsOf(before)) ? undefined : withKeys(after);
}

/** E-mail addresses are compared without regard to case. */
export function emailKeyOf(email: string): string {
  return foldCase(email);
}

/** A client as the API shows it. */
export function toClient({ _id: id, ...row }: ClientRow): Client {
  return Client.fromPartial({
    ...fieldsOf(row),
    id,
    archivedAt: row.archivedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  });
}

function fieldsOf({ name, email, phone, company, contactChannel, tags }: ClientFields): ClientFields {
  return { name, email, phone, company, contactChannel, tags };
}

function withKeys(fields: ClientFields) {
  return {
    ...fields,
    nameKey: foldCase(fields.name),
    emailKey: fields.email === undefined ? undefined : emailKeyOf(fields.email),
    searchText: searchTextOf([fields.name, fields.email, fields.company]),
  };
}
