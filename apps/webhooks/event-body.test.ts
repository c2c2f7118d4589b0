import { Event, EventType } from '@fileonion/contract/events';
import { Team } from '@fileonion/contract/teams';
import { changedFields, eventBody } from './event-body';

const bytes = (name: string) =>
  Team.encode(
    Team.fromPartial({
      id: '0199b2c4-8a20-7f10-8d3c-5c9e7b215e88',
      name,
      createdAt: new Date(0),
      updatedAt: new Date(1),
    }),
  ).finish();

function anEvent(parts: Partial<Event>): Event {
  return Event.fromPartial({
    id: '0199b2c4-8a20-7f10-8d3c-5c9e7b215e88',
    organizationId: '0199b2c4-1f00-7b44-a6d1-2a7d5f903c66',
    occurredAt: new Date('2026-01-15T09:30:00.001Z'),
    type: EventType.TEAM_CREATED,
    resourceType: 'fileonion.teams.v2.Team',
    resource: bytes('Sales'),
    ...parts,
  });
}

it('holds the event and the resource as a GET shows it', () => {
  expect(JSON.parse(eventBody(anEvent({})).toString())).toEqual({
    id: 'evt_0199b2c4-8a20-7f10-8d3c-5c9e7b215e88',
    type: 'team.created',
    createdAt: '2026-01-15T09:30:00.001Z',
    organizationId: '0199b2c4-1f00-7b44-a6d1-2a7d5f903c66',
    apiVersion: 'v2',
    data: {
      id: '0199b2c4-8a20-7f10-8d3c-5c9e7b215e88',
      name: 'Sales',
      description: null,
      color: null,
      isDefault: false,
      memberCount: 0,
      createdAt: '1970-01-01T00:00:00.000Z',
      updatedAt: '1970-01-01T00:00:00.001Z',
    },
  });
});

it('holds the old values of changed fields, and only those, where the type announces a change', () => {
  const body = JSON.parse(eventBody(anEvent({ type: EventType.TEAM_UPDATED, previous: bytes('Purchase') })).toString());
  expect(body.previous).toEqual({ name: 'Purchase' });
});

it('compares fields by value, at any depth', () => {
  expect(changedFields({ a: [{ b: 1 }], c: 1, d: null }, { a: [{ b: 1 }], c: 2, d: null })).toEqual({ c: 1 });
});

it('is not made of what no receiver could be shown', () => {
  expect(() => eventBody(anEvent({ type: EventType.USER_REMOVED }))).toThrow('not public');
  expect(() => eventBody(anEvent({ resourceType: 'fileonion.teams.v2.Unknown' }))).toThrow(
    'is no fileonion.teams.v2.Unknown',
  );
  expect(() => eventBody(anEvent({ resource: Buffer.from([255]) }))).toThrow('is no fileonion.teams.v2.Team');
});
