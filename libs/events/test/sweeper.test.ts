import { eventually } from '@fileonion/testing';
import { startSweeper } from '../sweeper';
import { logger, outboxDatabase } from './outbox-database';

let database: Awaited<ReturnType<typeof outboxDatabase>>;
beforeAll(async () => void (database = await outboxDatabase()));
afterAll(() => database.drop());

const start = (lease: string, ...sweeps: (() => Promise<void>)[]) =>
  startSweeper({ connection: database.connection, lease, logger, sweeps });

it('sweeps in one process at a time, and in another once that one has stopped', async () => {
  const rounds: string[] = [];
  const first = start('one at a time', async () => void rounds.push('first'));
  await eventually(() => expect(rounds).toEqual(['first']));
  const second = start('one at a time', async () => void rounds.push('second'));
  await eventually(() => expect(rounds.length).toBeGreaterThan(3));
  expect(rounds).not.toContain('second');

  await first.stop();
  const before = rounds.length;
  await eventually(() => expect(rounds.length).toBeGreaterThan(before + 1));
  expect(rounds.slice(before)).not.toContain('first');
  await second.stop();
});

it('keeps neither the next sweep nor the next round waiting for a sweep that fails', async () => {
  const rounds: number[] = [];
  const failing = () => Promise.reject(new Error('no'));
  const sweeper = start('failing', failing, async () => void rounds.push(Date.now()));
  await eventually(() => expect(rounds.length).toBeGreaterThan(1));
  await sweeper.stop();
});

it('begins another round at once when it is woken in the midst of one', async () => {
  let rounds = 0;
  const sweeper = start('woken', async () => {
    rounds += 1;
    // More than there would be time for with pauses between them.
    if (rounds < 30) sweeper.wake();
  });
  await eventually(() => expect(rounds).toBeGreaterThanOrEqual(30));
  await sweeper.stop();
});
