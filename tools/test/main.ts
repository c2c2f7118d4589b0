import { OneLineError } from '@fileonion/embedded';
import { checks, runCheck } from './checks';
import { runJest } from './jest-run';
import { startTestServers } from './test-servers';

// `main.js` runs everything; `main.js <paths…>` jest on these only; `main.js servers` starts what tests need and waits.
const args = process.argv.slice(2);

/** How many tests and checks passed and failed. */
interface Count {
  passed: number;
  failed: number;
}

async function main(): Promise<void> {
  if (args[0] === 'servers') return printServers();
  const count: Count = { passed: 0, failed: 0 };
  try {
    runChecks(count);
    await countTests(count);
  } catch (error) {
    count.failed++;
    process.stderr.write(`${error instanceof OneLineError ? error.message : (error as Error).stack}\n`);
  }
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
  process.exit(count.failed === 0 ? 0 : 1);
}

function runChecks(count: Count): void {
  for (const check of checks) {
    if (args.length > 0 && !check.needed) continue;
    if (runCheck(check)) count.passed++;
    else count.failed++;
  }
}

async function countTests(count: Count): Promise<void> {
  const servers = await startTestServers();
  try {
    const { passed, failed } = await runJest(servers.env, args);
    count.passed += passed;
    count.failed += failed;
  } finally {
    await servers.stop();
  }
}

/** For work on a few tests: the servers stay, and a shell gets their URLs. */
async function printServers(): Promise<void> {
  const servers = await startTestServers();
  for (const [name, value] of Object.entries(servers.env)) process.stdout.write(`export ${name}='${value}'\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void servers.stop().then(() => process.exit(0)));
  }
}

void main();
