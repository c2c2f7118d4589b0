import { OneLineError } from '@fileonion/embedded';

const modes = ['--short', '--rolling', '--away', '--events'] as const;

/** What a run does. */
export interface Options {
  /** Decides the order of the faults and what the load does. */
  seed: number;
  /** Three faults of two seconds instead of all of ten. */
  short: boolean;
  /** Every part is restarted as an upgrade does it, and no call may fail. */
  rolling: boolean;
  /** Each store is away for a while, and calls are timed. */
  away: boolean;
  /** What makes, carries and delivers events is killed at random moments for two minutes. */
  events: boolean;
}

/** Reads `[seed] [--short | --rolling | --away | --events]`. */
export function readOptions(args: string[]): Options {
  const has = (mode: (typeof modes)[number]) => args.includes(mode);
  const words = args.filter((arg) => !(modes as readonly string[]).includes(arg));
  if (words.length > 1 || words.some((word) => !/^\d{1,9}$/.test(word)) || args.length - words.length > 1) {
    throw new OneLineError(`Usage: npm run chaos -- [seed] [${modes.join(' | ')}]`);
  }
  const seed = words[0] === undefined ? Math.floor(Math.random() * 1e9) : Number(words[0]);
  return { seed, short: has('--short'), rolling: has('--rolling'), away: has('--away'), events: has('--events') };
}
