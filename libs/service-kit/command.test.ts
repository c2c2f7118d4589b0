import { helpFor } from './command';

const commands = { 'set-plan': { usage: '--plan <plan>\n  Sets it.' }, redrive: { usage: '\n  Redrives.' } };

test.each([['--help'], ['-h'], ['help']])('%s tells of all commands', (argument) => {
  const help = helpFor(commands, [argument]);
  for (const name of Object.keys(commands)) expect(help).toContain(`main.js ${name}`);
});

test('a command tells how it is called, whatever else is given', () => {
  expect(helpFor(commands, ['set-plan', '--plan', 'x', '--help'])).toBe('main.js set-plan --plan <plan>\n  Sets it.');
});

test.each([[[]], [['set-plan', '--plan', 'x']], [['unknown', '--help']]])('%j asks for no help', (args) => {
  expect(helpFor(commands, args)).toBeUndefined();
});
