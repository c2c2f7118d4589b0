import { decode, id } from './test/decode';

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

  test('may have as many names as fit, of which each is looked at once', () => {
    const query = new URLSearchParams(Array.from({ length: 4000 }, (_, n): [string, string] => [`x${n}`, '']));
    const getAll = jest.spyOn(URLSearchParams.prototype, 'getAll');
    expect(decode('listRequests', { query: query.toString() })).toHaveLength(100);
    expect(getAll).not.toHaveBeenCalled();
    getAll.mockRestore();
  });
});
