import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OneLineError, say } from '@fileonion/embedded';
import { createLifecycle, createLogger } from '@fileonion/service-kit';
import { readOptions } from './options';
import { run } from './run';
import { runAway } from './stores-away';

const shown = 20;

// `main.js [seed] [--short | --rolling | --away | --events]`: disturbs every part under load, and looks what became of it.
const lifecycle = createLifecycle(createLogger({ name: 'chaos', level: 'warn' }));
let keepData = false;
let interrupted = false;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const dataDir = mkdtempSync(join(tmpdir(), 'chaos-'));
  lifecycle.onStop('data', () => keepData || rmSync(dataDir, { recursive: true, force: true }));
  const problems = options.mode === 'away' ? await runAway(dataDir, lifecycle) : await run(dataDir, lifecycle, options);
  for (const problem of problems.slice(0, shown)) say(`✗ ${problem}`);
  say(`${problems.length} guarantees broken in ${(performance.now() / 1000).toFixed(0)} s.`);
  keepData = problems.length > 0;
  if (keepData) say(`Logs: ${dataDir}`);
  return keepData ? 1 : 0;
}

async function stop(code: number): Promise<never> {
  await lifecycle.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

function interrupt(): void {
  interrupted = true;
  void stop(130);
}

main()
  .catch((error: unknown) => {
    // What is stopped amid its work fails.
    if (interrupted) return 130;
    process.stderr.write(`${error instanceof OneLineError ? error.message : (error as Error).stack}\n`);
    return 1;
  })
  .then(stop);
