import { decode, id } from './test/decode';

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
