import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, OneLineError, spawnBound, untilReady, workspaceRoot, type BoundProcess } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { addressVariable, services, type Environment } from './service-environment';
import type { Settings } from './settings';
import type { StackFile } from './stack-file';
import { supervise } from './supervise';

const readyWithinMs = 60_000;

/** Starts every service as a process of its own and answers their addresses. */
export async function startProcesses(
  { ports, instances, dataDir }: Settings,
  environment: Environment,
  lifecycle: Lifecycle,
  file: StackFile,
): Promise<Environment> {
  const addresses: Environment = {};
  const parts = ports.map((port, index) => ({ app: 'gateway', name: instanceName('gateway', index), port }));
  for (const app of services) {
    const servicePorts = await Promise.all(Array.from({ length: instances }, () => freePort()));
    parts.push(...servicePorts.map((port, index) => ({ app, name: instanceName(app, index), port })));
    addresses[addressVariable(app)] = addressOf(servicePorts);
  }

  const stops = stopTogether(lifecycle, 'services');
  const gatewayStops = stopTogether(lifecycle, 'gateways');
  await Promise.all(
    parts.map(async ({ app, name, port }) => {
      const opsPort = await freePort();
      const env = { ...environment, ...addresses, PORT: String(port), OPS_PORT: String(opsPort) };
      file.setOps(name, `http://127.0.0.1:${opsPort}`);
      const logFile = join(dataDir, `${name}.log`);
      writeFileSync(logFile, '', { mode: 0o600 });
      const start = () => startProcess(app, env, logFile, opsPort);
      const supervised = await supervise({ name, start, onPid: (pid) => file.setPid(name, pid) });
      (app === 'gateway' ? gatewayStops : stops).push(supervised.stop);
    }),
  );
  return addresses;
}

/** The first one is called like its program, the others have a number. */
function instanceName(app: string, index: number): string {
  return index === 0 ? app : `${app}${index + 1}`;
}

function addressOf(ports: number[]): string {
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  return addresses.length === 1 ? addresses.join() : `ipv4:${addresses.join()}`;
}

/** A list of what is stopped side by side, in one step of the stop. */
function stopTogether(lifecycle: Lifecycle, name: string): (() => Promise<void>)[] {
  const stops: (() => Promise<void>)[] = [];
  lifecycle.onStop(name, () => Promise.all(stops.map((stop) => stop())));
  return stops;
}

async function startProcess(app: string, env: Environment, logFile: string, opsPort: number): Promise<BoundProcess> {
  const cwd = workspaceRoot();
  const child = spawnBound({ command: process.execPath, args: [`dist/apps/${app}/main.js`], cwd, env, logFile });
  const gone = child.exited.then((reason) => {
    throw new OneLineError(`${app} did not start, it ${reason}; its last words are in ${logFile}.`);
  });
  try {
    await Promise.race([gone, untilReady(app, () => requireReady(opsPort), readyWithinMs)]);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function requireReady(opsPort: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${opsPort}/readyz`, { signal: AbortSignal.timeout(2000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it is not ready (${answer.status})`);
}
