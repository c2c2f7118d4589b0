import { OneLineError } from '@fileonion/embedded';
import { createLifecycle, createLogger } from '@fileonion/service-kit';
import { readSettings } from './settings';
import { startStack } from './start-stack';

// Starts everything, for people and for tests: `main.js in-process` or `main.js processes`.
const lifecycle = createLifecycle(createLogger({ name: 'stack', level: 'warn' }));

async function stop(code: number): Promise<never> {
  // Whatever hangs: children die with this process.
  setTimeout(() => process.exit(code), 30_000).unref();
  await lifecycle.stop();
  process.exit(code);
}

// Not `once`: npm passes on a Ctrl-C that the terminal has already sent here.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

// npm has no way to tell that it was killed.
const npm = process.env.npm_lifecycle_event && process.ppid;
if (npm) setInterval(() => process.ppid !== npm && void stop(0), 500).unref();

async function main(): Promise<void> {
  await startStack(readSettings(process.argv[2], process.env), lifecycle);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof OneLineError ? error.message : describe(error)}\n`);
  return stop(1);
});

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
