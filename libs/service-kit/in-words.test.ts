import { inWords } from './in-words';

test('a fault says its causes too, each once', () => {
  const cause = new Error('connect ECONNREFUSED', { cause: new Error('connect ECONNREFUSED', { cause: 'no route' }) });
  expect(inWords(new Error('The service cannot be asked.', { cause }))).toBe(
    'The service cannot be asked. (connect ECONNREFUSED; no route)',
  );
  expect(inWords(new Error('alone'))).toBe('alone');
  expect(inWords('text')).toBe('text');
});

test('a fault that is its own cause ends', () => {
  const fault = new Error('round');
  fault.cause = fault;
  expect(inWords(fault)).toBe('round');
});

test('credentials are not among the words', () => {
  const cause = new Error('mongodb://user:hunter2@mongo:27017 is away');
  expect(inWords(new Error('No database.', { cause }))).toBe('No database. (mongodb://[redacted]@mongo:27017 is away)');
});
