import fc from 'fast-check';
import { matchRoute, routes } from './routes';

const id = '0190a5c1-0000-7000-8000-000000000001';

function operationOf(method: string, path: string): string | undefined {
  const match = matchRoute(method, path);
  return match && 'route' in match ? match.route.operationId : undefined;
}

test('a path is found with and without its final slash', () => {
  expect(operationOf('GET', '/api/v2/teams')).toBe('listTeams');
  expect(operationOf('GET', '/api/v2/teams/')).toBe('listTeams');
  expect(operationOf('GET', `/api/v2/teams/${id}/`)).toBe('getTeam');
});

test('fixed text wins over a variable', () => {
  expect(operationOf('GET', '/api/v2/teams/my-teams')).toBe('listMyTeams');
  expect(operationOf('GET', '/api/v2/teams/my-team')).toBe('getTeam');
});

test('a path without the method says which methods it has', () => {
  expect(matchRoute('PATCH', '/api/v2/teams')).toEqual({ allow: ['HEAD', 'GET', 'POST'] });
  expect(matchRoute('DELETE', '/api/v2/teams/my-teams')).toEqual({ allow: ['HEAD', 'GET'] });
});

test('HEAD finds what GET finds', () => {
  expect(operationOf('HEAD', `/api/v2/teams/${id}`)).toBe('getTeam');
});

test('paths that no route has are unknown', () => {
  for (const path of ['/', '', '/api/v2', '/api/v2/team', '/api/v2/teams//', '//api/v2/teams', 'api/v2/teams']) {
    expect(matchRoute('GET', path)).toBeUndefined();
  }
});

test('segments are percent-decoded, and what is no valid encoding stays as it is', () => {
  expect(operationOf('GET', '/api/v2/%74eams/my%2Dteams')).toBe('listMyTeams');
  expect(matchRoute('GET', '/api/v2/teams/a%2Fb')).toMatchObject({ params: { team_id: 'a/b' } });
  expect(matchRoute('GET', '/api/v2/teams/%E0%A4%A')).toMatchObject({ params: { team_id: '%E0%A4%A' } });
});

test('every route is found by its own template, whatever its variables hold', () => {
  fc.assert(
    fc.property(fc.constantFrom(...routes), fc.string({ minLength: 1 }), (route, value) => {
      const literals = new Set(routes.flatMap(({ segments }) => segments.map(({ literal }) => literal)));
      fc.pre(!literals.has(value));
      const path = route.template.replaceAll(/\{[^}]+\}/g, encodeURIComponent(value.toWellFormed()));
      const match = matchRoute(route.method, path);
      expect(match && 'route' in match && match.route.operationId).toBe(route.operationId);
    }),
  );
});

test('no path makes the look-up throw', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (method, path) => void matchRoute(method, `/api/v2/${path}`)));
});
