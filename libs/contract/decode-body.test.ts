import { decode, id } from './test/decode';

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

  test('that names the same thing twice is refused where that has no meaning', () => {
    expect(decode('reorderStages', { body: { stageIds: [id, id] } })).toEqual(['/stageIds duplicate']);
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
