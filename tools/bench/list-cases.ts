import { Priority, Visibility, type ListRequestsRequest } from '@fileonion/contract/requests';
import type { SeededOrganization } from './list-seed';

/** A way to list requests. */
export interface ListCase {
  name: string;
  query: Partial<ListRequestsRequest>;
}

/** Every order and every filter of the list, with values that an organization has. */
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
    ...sorts.map((sort) => ({ name: `sort ${sort}`, query: { sort } })),
    ...Object.entries(filters).map(([name, value]) => ({ name, query: { [name]: value } })),
    { name: 'q found in none', query: { q: 'no such title' } },
  ];
}
