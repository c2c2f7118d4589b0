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

describe('what fields say against each other', () => {
  const stage = { fromStageId: id, toStageId: id };
  test.each([
    ['reviewItem', { decision: 'declined' }, '/reason required'],
    ['createRequest', { visibility: 'team', assigneeTeamId: null }, '/assigneeTeamId required'],
    ['createTransitionRule', stage, '/toStageId same_stage'],
  ])('is told together with all else that is wrong with a body of %s', (method, body, fault) => {
    const params = { request_id: id, item_id: id };
    expect(decode(method, { params, body: { ...body, other: 1 } })).toEqual(
      expect.arrayContaining(['/other unknown_field', fault]),
    );
  });

  test('is not told where it is right, or one of the fields cannot be read', () => {
    const params = { request_id: id, item_id: id };
    for (const body of [{ decision: 'approved' }, { decision: 'declined', reason: 'Blurred' }])
      expect(decode('reviewItem', { params, body })).toMatchObject(body.reason ? { reason: 'Blurred' } : {});
    expect(decode('createTransitionRule', { body: { ...stage, toStageId: 7 } })).toEqual(['/toStageId invalid_type']);
    expect(decode('reviewItem', { params, body: { decision: 'declined', reason: 7 } })).toEqual([
      '/reason invalid_type',
    ]);
  });
});
