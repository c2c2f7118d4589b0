import { Event, type EventType } from '@fileonion/contract/events';
import { Team } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';

/** How many events to make, and of what. */
export interface TeamEvents {
  organizationId: string;
  type: EventType;
  count: number;
}

/** Events that just happened, each to a team of its own. */
export function teamEvents({ organizationId, type, count }: TeamEvents): Event[] {
  return Array.from({ length: count }, () => {
    const { aggregateId, resource } = aTeam();
    return Event.fromPartial({
      id: uuidv7(),
      organizationId,
      occurredAt: new Date(),
      aggregateId,
      seq: 1,
      type,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      resourceType: resource[0],
      resource: resource[1],
    });
  });
}

/** A team of its own, as events show it. */
export function aTeam(): { aggregateId: string; resource: [type: string, value: Uint8Array] } {
  const aggregateId = uuidv7();
  const now = new Date();
  const team = Team.fromPartial({
    id: aggregateId,
    name: 'Tax advisers, second floor',
    createdAt: now,
    updatedAt: now,
  });
  return { aggregateId, resource: ['fileonion.teams.v2.Team', Team.encode(team).finish()] };
}
