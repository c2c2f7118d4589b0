import { Event, EventType } from '@fileonion/contract/events';
import { Team } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';

/** An event of a team, which just happened. */
export function aTeamEvent(organizationId: string, parts: Partial<Event> = {}): Event {
  const aggregateId = parts.aggregateId ?? uuidv7();
  const team = Team.fromPartial({ id: aggregateId, name: 'Sales', createdAt: new Date(0), updatedAt: new Date() });
  return Event.fromPartial({
    id: uuidv7(),
    organizationId,
    occurredAt: new Date(),
    aggregateId,
    seq: 1,
    type: EventType.TEAM_CREATED,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    resourceType: 'fileonion.teams.v2.Team',
    resource: Team.encode(team).finish(),
    ...parts,
  });
}
