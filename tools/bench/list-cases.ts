import type { Page, Principal } from '@fileonion/contract/api';
import {
  GrantsServiceService,
  ListMyGrantsRequest,
  ListRequestsRequest,
  Priority,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import { callAs } from '@fileonion/testing';
import type { SeededOrganization } from './list-seed';

/** Who asks for lists. */
export type Caller = ReturnType<typeof callerOf>;

/** A way to list something. */
export interface ListCase {
  name: string;
  read(caller: Caller, cursor: string | undefined): Promise<{ page?: Page | undefined }>;
}

// As many as the smaller organization has for every filter, so that pages of the same length are compared.
const limit = 20;

export function callerOf(address: string, principal: Principal) {
  const requests = callAs(RequestsServiceService, address, principal);
  const grants = callAs(GrantsServiceService, address, principal);
  return { requests, grants, close: () => [requests, grants].forEach((client) => client.close()) };
}

/** Every order and every filter of the list of requests, with values that an organization has, and what was shared. */
export function casesOf({ member, clientId, halfway }: SeededOrganization): ListCase[] {
  const sorts = ['createdAt', 'dueDate', 'priority', 'updatedAt'].flatMap((name) => [`-${name}`, name]);
  const filters: Partial<ListRequestsRequest> = {
    stage: 'sent',
    assigneeUserId: member.userId,
    assigneeTeamId: member.teamIds[0],
    clientId,
    visibility: Visibility.TENANT,
    priority: Priority.HIGH,
    tag: 'yearly',
    overdue: true,
    q: 'audit',
    createdAfter: halfway,
    updatedAfter: halfway,
  };
  return [
    ...sorts.map((sort) => requestsBy(`sort ${sort}`, { sort })),
    ...Object.entries(filters).map(([name, value]) => requestsBy(name, { [name]: value })),
    requestsBy('q found in none', { q: 'no such title' }),
    {
      name: 'shared with me',
      read: ({ grants }, cursor) => grants.listMyGrants(ListMyGrantsRequest.fromPartial({ cursor, limit })),
    },
  ];
}

function requestsBy(name: string, query: Partial<ListRequestsRequest>): ListCase {
  return {
    name,
    read: ({ requests }, cursor) => requests.listRequests(ListRequestsRequest.fromPartial({ ...query, cursor, limit })),
  };
}
