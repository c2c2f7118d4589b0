import { decodeRequest, matchRoute } from '@fileonion/contract';
import { uuidv7 } from 'uuidv7';

/** The faults of a body, as the gateway finds them. */
function faultsOf(body: Record<string, unknown>): string[] {
  const match = matchRoute('POST', '/api/v2/shares');
  if (!match || !('route' in match)) throw new Error('There is no such route.');
  const decoded = decodeRequest(match.route, { params: match.params, query: new URLSearchParams(), body });
  return 'violations' in decoded ? decoded.violations.map(({ pointer, code }) => `${pointer} ${code}`).sort() : [];
}

const resourceId = uuidv7();
const userId = uuidv7();
const expiresAt = '2199-01-01T00:00:00Z';

test.each([
  [{ type: 'user', resourceId, userId, permission: 'edit' }],
  [{ type: 'team', resourceId, teamId: userId, resourceType: 'request' }],
  [{ type: 'link', resourceId }],
  [{ type: 'link', resourceId, permission: 'view', expiresAt, password: 'correct horse', maxUses: 1 }],
  [{ type: 'link', resourceId, userId: null, teamId: null }],
])('a share has the fields of its type: %j', (body) => {
  expect(faultsOf(body)).toEqual([]);
});

test.each([
  [{}, ['/resourceId required', '/type required']],
  [{ type: 'user', resourceId }, ['/userId required']],
  [{ type: 'team', resourceId, userId }, ['/teamId required', '/userId not_allowed']],
  [
    { type: 'user', resourceId, teamId: userId, expiresAt, password: 'correct horse', maxUses: 0 },
    [
      '/expiresAt not_allowed',
      '/maxUses not_allowed',
      '/maxUses out_of_range',
      '/password not_allowed',
      '/teamId not_allowed',
      '/userId required',
    ],
  ],
  [
    { type: 'link', resourceId, userId, permission: 'edit', expiresAt: '2000-01-01T00:00:00Z', password: 'short' },
    ['/expiresAt out_of_range', '/password too_short', '/permission invalid_value', '/userId not_allowed'],
  ],
  [{ type: 'link', resourceId, password: 'pässword' }, ['/password invalid_format']],
  [{ type: 'link', resourceId, password: ' password' }, ['/password invalid_format']],
  [{ type: 'link', resourceId, password: 'password ' }, ['/password invalid_format']],
  [{ type: 'user', resourceId, userId: 7 }, ['/userId invalid_type']],
  [{ type: 'folder', resourceId, userId }, ['/type invalid_value']],
])('all faults of the fields of a share are named at once: %j', (body, faults) => {
  expect(faultsOf(body)).toEqual(faults);
});
