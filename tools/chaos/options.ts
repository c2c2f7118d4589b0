import { OneLineError } from '@fileonion/embedded';

/** What a run does. */
export interface Options {
  /** Decides the order of the faults and what the load does. */
  seed: number;
  /** Three faults of two seconds instead of all of ten. */
  short: boolean;
  /** Every part is restarted as an upgrade does it, and no call may fail. */
  rolling: boolean;
}

/** Reads `[seed] [--short] [--rolling]`. */
export function readOptions(args: string[]): Options {
  const words = args.filter((arg) => !['--short', '--rolling'].includes(arg));
  if (words.length > 1 || words.some((word) => !/^\d{1,9}$/.test(word))) {
    throw new OneLineError('Usage: npm run chaos -- [seed] [--short | --rolling]');
  }
  const seed = words[0] === undefined ? Math.floor(Math.random() * 1e9) : Number(words[0]);
  return { seed, short: args.includes('--short'), rolling: args.includes('--rolling') };
}
