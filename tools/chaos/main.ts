import { OneLineError } from '@fileonion/embedded';
import { readOptions } from './options';
import { run } from './run';
import { say } from './say';
import { removeData, startStack } from './stack';

const shown = 20;

// `main.js [seed] [--short | --rolling]`: kills and pauses every part under load, and looks what became of it.
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  say(`Seed ${options.seed}`);
  const stack = await startStack();
  let problems: string[];
  try {
    problems = await run(stack, options);
  } finally {
    await stack.stop();
  }
  for (const problem of problems.slice(0, shown)) say(`✗ ${problem}`);
  say(`${problems.length} guarantees broken in ${(performance.now() / 1000).toFixed(0)} s.`);
  if (problems.length === 0) removeData(stack);
  else say(`Logs: ${stack.dataDir}`);
  return problems.length === 0 ? 0 : 1;
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof OneLineError ? error.message : (error as Error).stack}\n`);
    return 1;
  })
  .then((code) => process.exit(code));
