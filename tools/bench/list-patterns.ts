import type { Principal } from '@fileonion/contract/api';
import {
  ClientsServiceService,
  CreateClientRequest,
  CreateRequestRequest,
  GrantsServiceService,
  Priority,
  PutGrantRequest,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import { callAs } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';

// Of which one is shared with the member: 100,000 requests have 2,000 of those shares.
const patternCount = 50;

const visibilities = [Visibility.SHARED, Visibility.TENANT, Visibility.TEAM, Visibility.PRIVATE, Visibility.TEAM];
const priorities = [Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT];
const subjects = [
  'Tax return',
  'Annual audit',
  'Payroll',
  'Lease contract',
  'Opening balance',
  'Proof of identity',
  'VAT',
];

/** Has the service create requests of every kind: some that the member sees, and some that they do not. */
export async function createPatterns(address: string, owner: Principal, member: Principal) {
  const clients = callAs(ClientsServiceService, address, owner);
  const requests = callAs(RequestsServiceService, address, owner);
  const grants = callAs(GrantsServiceService, address, owner);
  try {
    const { client } = await clients.createClient(CreateClientRequest.fromPartial({ name: 'Bakery' }));
    const clientId = client!.id;
    const ids: string[] = [];
    for (let n = 0; n < patternCount; n += 1) {
      const { request } = await requests.createRequest(aRequest(n, clientId, member));
      ids.push(request!.id);
    }
    await grants.putGrant(PutGrantRequest.fromPartial({ requestId: ids[0], userId: member.userId }));
    return { clientId, patterns: patternCount };
  } finally {
    [clients, requests, grants].forEach((client) => client.close());
  }
}

function aRequest(n: number, clientId: string, { userId, teamIds }: Principal): CreateRequestRequest {
  const visibility = visibilities[n % visibilities.length]!;
  // Every second team request is of a team that the member is not in.
  const assigneeTeamId = n % 5 === 2 ? teamIds[n % 3] : uuidv7();
  return CreateRequestRequest.fromPartial({
    title: `${subjects[n % subjects.length]} ${n}`,
    message: 'Please hand in everything that belongs to the last business year.',
    clientId: n % 4 === 1 ? clientId : undefined,
    dueDate: n % 3 ? new Date(Date.UTC(2025, 0, 1)) : undefined,
    priority: priorities[n % priorities.length],
    tags: n % 6 ? ['monthly'] : ['yearly', 'important'],
    assigneeUserId: n % 10 === 3 ? userId : undefined,
    assigneeTeamId: visibility === Visibility.TEAM ? assigneeTeamId : undefined,
    visibility,
    items: ['Balance sheet', 'Receipts', 'Bank statements'].map((name) => ({ name, required: true })),
  });
}
