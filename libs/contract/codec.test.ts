import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { encodeResponse, messageOf, messageToJson } from './codec';
import { routes } from './routes';
import { messageFromJson } from './test/message-from-json';
import type { Route } from './route';

function routeOf(operationId: string): Route {
  return routes.find((candidate) => candidate.operationId === operationId) as Route;
}

function respond(operationId: string, response: Record<string, unknown>) {
  const route = routeOf(operationId);
  return encodeResponse(
    route,
    toBinary(route.output, create(route.output, response as MessageInitShape<Route['output']>)),
  );
}

test('a resource shows every field: enums by name, times in milliseconds, null for what is not set', () => {
  const createdAt = { $typeName: 'google.protobuf.Timestamp', seconds: 1_767_225_600n, nanos: 1_999_999 };
  expect(respond('listMyTeams', { teams: [{ id: '1', name: 'Red', role: 1, createdAt }] }).data).toEqual([
    {
      id: '1',
      name: 'Red',
      description: null,
      color: null,
      isDefault: false,
      memberCount: 0,
      createdAt: '2026-01-01T00:00:00.001Z',
      updatedAt: null,
      role: 'lead',
    },
  ]);
});

test('a list is shown as its rows, and its page apart', () => {
  expect(respond('listTeams', { teams: [], page: { limit: 50, hasMore: false } })).toEqual({
    data: [],
    page: { limit: 50, hasMore: false, nextCursor: null },
  });
});

test('a delete is shown as what is gone', () => {
  expect(respond('deleteTeam', { deleted: { id: '1', deleted: true } })).toEqual({ data: { id: '1', deleted: true } });
});

test('a response without its resource is shown as null', () => {
  expect(respond('getTeam', {})).toEqual({ data: null });
});

test('a message survives being shown and read', () => {
  const json = {
    ...messageToJson('fileonion.teams.v2.Team', new Uint8Array()),
    id: '1',
    name: 'Red',
    color: '#ff0000',
  };
  expect(messageToJson('fileonion.teams.v2.Team', messageFromJson('fileonion.teams.v2.Team', json))).toEqual(json);
});

test('a message that cannot be read says where', () => {
  expect(() => messageFromJson('fileonion.teams.v2.Team', { name: 1 })).toThrow('/name: Must be a string.');
  expect(() => messageFromJson('fileonion.teams.v2.Team', [])).toThrow('not a JSON object');
});

test('a message that the contract lacks is an error', () => {
  expect(() => messageOf('fileonion.teams.v2.Nothing')).toThrow('no message fileonion.teams.v2.Nothing');
});
