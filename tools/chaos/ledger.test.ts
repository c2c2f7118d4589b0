import { compare, createLedger } from './ledger';

const event = (id: string, type: string, name: string) => ({ id, type, data: { id: 'team', name } });

test('what was acknowledged and has no event, has two, or has not been done is found; a repeat is none of these', () => {
  const ledger = createLedger();
  const team = ledger.created('team', 'team', 'A');
  ledger.updated(team, 'B');
  ledger.deleted(team);
  const events = [
    event('1', 'team.created', 'A'),
    event('1', 'team.created', 'A'),
    event('2', 'team.updated', 'B'),
    event('3', 'team.updated', 'B'),
    event('4', 'team.updated', 'C'),
  ];
  expect(compare(ledger.effects, events)).toEqual({
    missing: ['team.deleted team B'],
    invented: ['team.updated team C'],
    doubled: ['team.updated team B'],
    repeats: 1,
  });
});
