import { findTarget } from './target';
import { locationOf } from './location';

function location(path: string, data: unknown): string | undefined {
  const target = findTarget('POST', path);
  if (target.kind !== 'route') throw new Error(`No route POST ${path}`);
  return locationOf(target.route, target.params, data);
}

const teamId = '0190a000-0000-7000-8000-000000000001';

describe('locationOf', () => {
  it('is where the new object can be got', () => {
    expect(location('/api/v2/teams', { id: 'new' })).toBe('/api/v2/teams/new');
  });

  it('is below the path of the POST for what cannot be got alone', () => {
    expect(location(`/api/v2/teams/${teamId}/members`, { id: 'new' })).toBe(`/api/v2/teams/${teamId}/members/new`);
    expect(location('/api/v2/shares', { id: 'new' })).toBe('/api/v2/shares/new');
  });

  it('is among the keys for the successor of a key', () => {
    expect(location(`/api/v2/api-keys/${teamId}/rotate`, { id: 'new' })).toBe('/api/v2/api-keys/new');
  });

  it('is absent for an answer without an id', () => {
    expect(location('/api/v2/teams', { count: 3 })).toBeUndefined();
    expect(location('/api/v2/teams', null)).toBeUndefined();
  });
});
