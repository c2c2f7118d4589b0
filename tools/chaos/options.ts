import { OneLineError } from '@fileonion/embedded';

/** Other runs than that of all faults of ten seconds. */
const modes = {
  /** Three faults of two seconds. */
  short: true,
  /** Every part is restarted as an upgrade does it, and no call may fail. */
  rolling: true,
  /** Each store is away for a while, and calls are timed. */
  away: true,
  /** What makes, carries and delivers events is killed at random moments for two minutes. */
  events: true,
};

/** What a run does. */
export interface Options {
  /** Decides the order of the faults and what the load does. */
  seed: number;
  mode?: keyof typeof modes;
}

/** Reads `[seed] [--short | --rolling | --away | --events]`. */
export function readOptions(args: string[]): Options {
  const flags = Object.keys(modes).map((mode) => `--${mode}`);
  const [words, chosen] = [args.filter((arg) => !flags.includes(arg)), args.filter((arg) => flags.includes(arg))];
  if (words.length > 1 || words.some((word) => !/^\d{1,9}$/.test(word)) || chosen.length > 1) {
    throw new OneLineError(`Usage: npm run chaos -- [seed] [${flags.join(' | ')}]`);
  }
  const seed = words[0] === undefined ? Math.floor(Math.random() * 1e9) : Number(words[0]);
  return { seed, mode: chosen[0]?.slice(2) as Options['mode'] };
}
