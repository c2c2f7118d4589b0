import { decode, id } from './test/decode';

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
