import { freePort, startBuiltStack, withoutServers } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';

/** The system that faults are made in. */
export interface Stack {
  gateways: string[];
  apiKey: string;
  /** The process that a part runs in at present. */
  pidOf(part: string): number;
}

// Failed deliveries come again soon, and go on to come through the longest outage.
const retries = ['200ms', '1s', '1s', '2s', ...Array.from({ length: 36 }, () => '5s')].join(',');

/** Starts every service as a process, two gateways, and the servers that `env` does not name. */
export async function startStack(
  dataDir: string,
  lifecycle: Lifecycle,
  env: Record<string, string> = {},
): Promise<Stack> {
  const port = String(await freePort());
  const stack = startBuiltStack({
    mode: 'processes',
    dataDir,
    env: { ...withoutServers(process.env), PORT: port, ...settings, ...env },
    withinMs: 180_000,
  });
  lifecycle.onStop('stack', () => stack.process.stop());
  await stack.ready;
  const { gateways, apiKey } = stack.facts();
  return { gateways, apiKey, pidOf: (part) => stack.facts().pids[part]! };
}

const settings = {
  GATEWAYS: '2',
  WEBHOOK_RETRY_SCHEDULE: retries,
  // One address tries revoked keys all the time.
  AUTH_FAILURE_LIMIT: '1000000',
};
