import { faultsOfPatterns, namesOf, patternsFor } from './event-pattern';

it('finds every pattern that names an event type', () => {
  expect(patternsFor('request.item.submitted')).toEqual(['request.item.submitted', '*', 'request.*', 'request.item.*']);
  expect(patternsFor('ping')).toEqual(['ping', '*']);
});

it('takes names and wildcards of existing types', () => {
  expect(faultsOfPatterns(['request.created', 'request.*', 'request.item.*', 'team.member.*', '*', 'ping'])).toEqual(
    [],
  );
});

it.each([
  'request',
  'request.',
  'request.*.*',
  '*.created',
  'request.create',
  'requests.*',
  '**',
  '',
  'REQUEST.CREATED',
  'ping.*',
])('refuses %j', (pattern) =>
  expect(faultsOfPatterns(['*', pattern])).toMatchObject([{ pointer: '/events/1', code: 'invalid_value' }]),
);

it('lists the types that patterns name, each once', () => {
  expect(namesOf(['team.*', 'team.created'])).toEqual([
    'team.created',
    'team.updated',
    'team.deleted',
    'team.member.added',
    'team.member.removed',
  ]);
  expect(namesOf(['*'])).toContain('request.comment.created');
});
