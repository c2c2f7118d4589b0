import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, spawnBound, workspaceRoot } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { until } from './until';

/** The system that faults are made in. */
export interface Stack {
  gateways: string[];
  apiKey: string;
  /** The process that a part runs in at present. */
  pidOf(part: string): number;
}

// Failed deliveries come again soon, and go on to come through the longest outage.
const retries = ['200ms', '1s', '1s', '2s', ...Array.from({ length: 36 }, () => '5s')].join(',');

/** Starts every service as a process, two gateways, and the servers that the environment does not name. */
export async function startStack(
  dataDir: string,
  lifecycle: Lifecycle,
  env: Record<string, string> = {},
): Promise<Stack> {
  const child = spawnBound({
    command: process.execPath,
    args: [join(workspaceRoot(), 'dist/tools/stack/main.js'), 'processes'],
    cwd: workspaceRoot(),
    env: { ...inherited(), PORT: String(await freePort()), DATA_DIR: dataDir, ...settings, ...env },
    logFile: join(dataDir, 'stack.log'),
  });
  lifecycle.onStop('stack', () => child.stop());
  const file = join(dataDir, 'stack.json');
  const gone = child.exited.then((reason) => {
    throw new Error(`The stack ${reason}:\n${readFileSync(join(dataDir, 'stack.log'), 'utf8')}`);
  });
  await Promise.race([gone, until(() => existsSync(file), 180_000)]);
  gone.catch(() => undefined);
  const facts = () => JSON.parse(readFileSync(file, 'utf8'));
  const { gateways, apiKey } = facts();
  return { gateways, apiKey, pidOf: (part) => facts().pids[part] };
}

const settings = {
  GATEWAYS: '2',
  WEBHOOK_RETRY_SCHEDULE: retries,
  // One address tries revoked keys all the time.
  AUTH_FAILURE_LIMIT: '1000000',
};

/** The environment, without what would lead to servers that others use as well. */
function inherited(): NodeJS.ProcessEnv {
  const { MONGODB_URI: _mongo, REDIS_URL: _redis, KAFKA_BROKERS: _kafka, NAMESPACE: _space, ...rest } = process.env;
  // It tells the stack that npm is its parent.
  delete rest['npm_lifecycle_event'];
  return rest;
}
