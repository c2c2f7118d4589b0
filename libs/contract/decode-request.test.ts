import { fromBinary, toJson } from '@bufbuild/protobuf';
import { decodeRequest, type RequestParts } from './decode-request';
import { routes } from './routes';
import type { Route } from './route';

const id = '0190a5c1-0000-7000-8000-000000000001';

function routeOf(operationId: string): Route {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (!route) throw new Error(`There is no route ${operationId}`);
  return route;
}

/** Decodes, and gives the request in proto JSON, the faults as `place code`, or `not found`. */
function decode(operationId: string, parts: Partial<Omit<RequestParts, 'query'>> & { query?: string }): unknown {
  const route = routeOf(operationId);
  const params = Object.fromEntries(route.segments.flatMap(({ variable }) => (variable ? [[variable, id]] : [])));
  const query = new URLSearchParams(parts.query);
  const decoded = decodeRequest(route, { params, ...parts, query });
  if (decoded.ok) return toJson(route.input, fromBinary(route.input, decoded.bytes));
  if (decoded.notFound) return 'not found';
  return decoded.violations.map(({ pointer, parameter, code }) => `${pointer ?? `?${parameter}`} ${code}`).sort();
}

describe('a body', () => {
  test('becomes the request message', () => {
    const body = {
      title: 'Papers',
      priority: 'high',
      dueDate: '2026-03-01T10:00:00+01:00',
      tags: ['a', 'b'],
      items: [{ name: 'Passport', required: true }],
    };
    expect(decode('createRequest', { body })).toEqual({
      title: 'Papers',
      priority: 'PRIORITY_HIGH',
      dueDate: '2026-03-01T09:00:00Z',
      tags: ['a', 'b'],
      items: [{ name: 'Passport', required: true }],
    });
  });

  test('has all its faults reported at once, nested ones included', () => {
    const body = {
      title: '',
      message: 5,
      clientId: id.toUpperCase(),
      dueDate: '2026-02-30T00:00:00Z',
      priority: 'HIGH',
      tags: ['ok', '', 7],
      items: [{ name: 'x'.repeat(201), requird: true }, {}, 'Passport', { name: 'a\u0000b', checklist: 'x' }],
      'a/b~c': 1,
    };
    expect(decode('createRequest', { body })).toEqual([
      '/a~1b~0c unknown_field',
      '/clientId invalid_format',
      '/dueDate invalid_format',
      '/items/0/name too_long',
      '/items/0/requird unknown_field',
      '/items/1/name required',
      '/items/2 invalid_type',
      '/items/3/checklist invalid_type',
      '/items/3/name invalid_characters',
      '/message invalid_type',
      '/priority invalid_value',
      '/tags/1 too_short',
      '/tags/2 invalid_type',
      '/title too_short',
    ]);
  });

  test('may be absent, and then lacks what is required', () => {
    expect(decode('createRequest', {})).toEqual(['/title required']);
    expect(decode('archiveRequest', {})).toEqual({ requestId: id });
  });

  test.each([[null], [[]], ['text'], [7]])('that is %p is no object', (body) => {
    expect(decode('createTeam', { body })).toEqual([' invalid_type']);
  });

  test('takes null for an optional field as absence and refuses it elsewhere', () => {
    expect(decode('createTeam', { body: { name: 'Red', color: null } })).toEqual({ name: 'Red' });
    expect(decode('createTeam', { body: { name: null } })).toEqual(['/name not_nullable']);
    expect(decode('createRequest', { body: { title: 'T', tags: null, priority: null } })).toEqual([
      '/priority not_nullable',
      '/tags not_nullable',
    ]);
  });

  test('has lengths counted in characters, not in UTF-16 units', () => {
    expect(decode('createTeam', { body: { name: '🧅'.repeat(100) } })).toMatchObject({ name: '🧅'.repeat(100) });
    expect(decode('createTeam', { body: { name: '🧅'.repeat(101) } })).toEqual(['/name too_long']);
  });

  test('may hold tabs and line ends, but no other control characters and no half of a surrogate pair', () => {
    expect(decode('createTeam', { body: { name: 'a\tb\r\nc' } })).toEqual({ name: 'a\tb\r\nc' });
    for (const name of ['a\u0000', 'a\u001b', 'a\u007f', 'a\ud800']) {
      expect(decode('createTeam', { body: { name } })).toEqual(['/name invalid_characters']);
    }
  });

  test.each([' ', '\t\r\n', '\u00a0\u2003', '\u200b\ufeff', '\u2066\u2069', '\u3164'])(
    'names nothing %j, as nobody could see it',
    (blank) => {
      const body = { title: blank, tags: ['a', blank], items: [{ name: blank, checklist: [blank] }] };
      expect(decode('createRequest', { body })).toEqual([
        '/items/0/checklist/0 blank',
        '/items/0/name blank',
        '/tags/1 blank',
        '/title blank',
      ]);
      expect(decode('updateTeam', { body: { name: blank } })).toEqual(['/name blank']);
    },
  );

  test('may name things with white space and joiners around what can be seen', () => {
    for (const name of [' North ', '\u200bN', '👩‍👧', 'ـ'])
      expect(decode('createTeam', { body: { name } })).toEqual({ name });
  });

  test('that is too long a list is refused without a look at what is beyond', () => {
    const body = { title: 'T', tags: Array.from({ length: 500_000 }, () => '') };
    const faults = decode('createRequest', { body }) as string[];
    expect(faults).toContain('/tags too_many');
    expect(faults).toHaveLength(21);
  });

  test('with very many faults has the first hundred reported', () => {
    const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, index]));
    expect(decode('createTeam', { body })).toHaveLength(100);
  });

  test('cannot reach a prototype', () => {
    const body: unknown = JSON.parse('{"name":"Red","__proto__":{"color":"#ffffff"},"constructor":1,"toString":1}');
    expect(decode('createTeam', { body })).toEqual([
      '/__proto__ unknown_field',
      '/constructor unknown_field',
      '/toString unknown_field',
    ]);
  });

  test('cannot set what the path or the gateway sets', () => {
    const body = { name: 'Red', teamId: id, updateMask: 'name' };
    expect(decode('updateTeam', { body })).toEqual(['/teamId unknown_field', '/updateMask unknown_field']);
  });

  test('is ignored where a method has none', () => {
    expect(decode('deleteTeam', { body: { anything: 1 } })).toEqual({ teamId: id });
  });
});

describe('an update', () => {
  test('names the fields that the body has, so that null clears and absence keeps', () => {
    expect(decode('updateTeam', { body: { description: null } })).toEqual({ teamId: id, updateMask: 'description' });
    expect(decode('updateRequest', { body: { dueDate: null, tags: [] } })).toEqual({
      requestId: id,
      updateMask: 'dueDate,tags',
    });
  });

  test('without a body changes nothing', () => {
    expect(decode('updateTeam', {})).toEqual({ teamId: id, updateMask: '' });
  });

  test('refuses null where a GET never shows it', () => {
    expect(decode('updateTeam', { body: { name: null } })).toEqual(['/name not_nullable']);
  });

  test('refuses null at any depth where a GET never shows it, and lists every such place', () => {
    const features = { teams: null, resourceVisibility: null };
    expect(decode('updateOrganization', { body: { name: '', features } })).toEqual([
      '/features/resourceVisibility not_nullable',
      '/features/teams not_nullable',
      '/name too_short',
    ]);
    const auth = { type: 'bearer', token: null, username: null };
    expect(decode('updateAction', { body: { auth, retry: { maxRetries: null } } })).toEqual([
      '/auth/token not_nullable',
      '/retry/maxRetries not_nullable',
    ]);
  });

  test('takes null at any depth where a GET shows it', () => {
    expect(decode('updateAction', { body: { trigger: { fromStageId: null, toStageId: id } } })).toMatchObject({
      trigger: { toStageId: id },
      updateMask: 'trigger',
    });
  });

  test('ignores what a GET shows and nobody can set, so that a GET can be sent back', () => {
    const body = { id, name: 'Red', isDefault: true, memberCount: 3, createdAt: 'whatever', updatedAt: null };
    expect(decode('updateTeam', { body })).toEqual({ teamId: id, name: 'Red', updateMask: 'name' });
    expect(decode('updateTeam', { body: { colour: 'red' } })).toEqual(['/colour unknown_field']);
  });

  test('is not asked for fields that it does not change', () => {
    expect(decode('updateTeam', { body: { color: 'red' } })).toEqual(['/color invalid_format']);
  });
});

describe('a query', () => {
  test('becomes the request message', () => {
    const query = `limit=20&sort=-dueDate&overdue=true&visibility=team&createdAfter=2026-01-01T00:00:00Z&assigneeUserId=${id}`;
    expect(decode('listRequests', { query })).toEqual({
      limit: 20,
      sort: '-dueDate',
      overdue: true,
      visibility: 'VISIBILITY_TEAM',
      createdAfter: '2026-01-01T00:00:00Z',
      assigneeUserId: id,
    });
  });

  test('has all its faults reported by the names of the parameters', () => {
    const query =
      'limit=0&sort=title&overdue=yes&visibility=all&createdAfter=today&tag=a&tag=b&page=2&a/1=x&clientId=7&updated_after=x';
    expect(decode('listRequests', { query })).toEqual([
      '?a/1 unknown_parameter',
      '?clientId invalid_format',
      '?createdAfter invalid_format',
      '?limit out_of_range',
      '?overdue invalid_type',
      '?page unknown_parameter',
      '?sort invalid_value',
      '?tag duplicate_parameter',
      '?updated_after unknown_parameter',
      '?visibility invalid_value',
    ]);
  });

  test.each(['', '1.5', '1e1', '0x10', ' 1', 'ten', '９'])('takes no limit of %p', (limit) => {
    expect(decode('listTeams', { query: new URLSearchParams({ limit }).toString() })).toEqual(['?limit invalid_type']);
  });

  test('takes no number beyond 32 bits', () => {
    expect(decode('listTeams', { query: 'limit=4294967297' })).toEqual(['?limit out_of_range']);
  });

  test('has no parameters where there is a body', () => {
    expect(decode('createTeam', { body: { name: '' }, query: 'name=Red' })).toEqual([
      '/name too_short',
      '?name unknown_parameter',
    ]);
  });

  test('cannot name a path variable', () => {
    expect(decode('getTeam', { query: `teamId=${id}` })).toEqual(['?teamId unknown_parameter']);
  });
});

describe('a path', () => {
  test.each([['x'], [''], [id.toUpperCase()], [`${id}\n`], ['../admin'], ['00000000-0000-0000-0000-00000000000g']])(
    'with %p for an id is not found',
    (teamId) => {
      expect(decode('getTeam', { params: { team_id: teamId } })).toBe('not found');
    },
  );

  test('with a malformed id is told of the faults of its body first, as an unknown id is', () => {
    expect(decode('updateTeam', { params: { team_id: 'x' }, body: { name: '' } })).toEqual(['/name too_short']);
  });
});

test('a header fills the field that the route declares for it', () => {
  const params = { token: 'abc' };
  expect(decode('resolveLink', { params, headers: { 'x-share-password': 'secret' } })).toEqual({
    token: 'abc',
    password: 'secret',
  });
  expect(decode('resolveLink', { params, query: 'password=secret' })).toEqual(['?password unknown_parameter']);
  expect(decode('resolveLink', { params, headers: { 'x-share-password': ['a', 'b'] } })).toEqual([
    '?x-share-password invalid_type',
  ]);
});
