import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, OneLineError, spawnBound, workspaceRoot, type BoundProcess } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { addressVariable, services, type Environment } from './service-environment';
import type { Settings } from './settings';
import type { StackFile } from './stack-file';
import { supervise } from './supervise';

/** Starts every service as a process of its own and answers their addresses. */
export async function startProcesses(
  { ports, dataDir }: Settings,
  environment: Environment,
  lifecycle: Lifecycle,
  file: StackFile,
): Promise<Environment> {
  const addresses: Environment = {};
  const servicePorts = await Promise.all(services.map(async (name) => ({ name, port: await freePort() })));
  for (const { name, port } of servicePorts) addresses[addressVariable(name)] = `127.0.0.1:${port}`;
  const gateways = ports.map((port, index) => ({ name: index === 0 ? 'gateway' : `gateway${index + 1}`, port }));

  const stops = stopTogether(lifecycle, 'services');
  const gatewayStops = stopTogether(lifecycle, 'gateways');
  await Promise.all(
    [...servicePorts, ...gateways].map(async ({ name, port }) => {
      const app = name.replace(/\d+$/, '');
      const opsPort = await freePort();
      const env = { ...environment, ...addresses, PORT: String(port), OPS_PORT: String(opsPort) };
      const logFile = join(dataDir, `${name}.log`);
      writeFileSync(logFile, '', { mode: 0o600 });
      const start = () => startProcess(app, env, logFile, opsPort);
      const supervised = await supervise({ name, start, onPid: (pid) => file.setPid(name, pid) });
      (app === 'gateway' ? gatewayStops : stops).push(supervised.stop);
    }),
  );
  return addresses;
}

/** A list of what is stopped side by side, in one step of the stop. */
function stopTogether(lifecycle: Lifecycle, name: string): (() => Promise<void>)[] {
  const stops: (() => Promise<void>)[] = [];
  lifecycle.onStop(name, () => Promise.all(stops.map((stop) => stop())));
  return stops;
}

async function startProcess(app: string, env: Environment, logFile: string, opsPort: number): Promise<BoundProcess> {
  const cwd = workspaceRoot();
  const args = ['--disable-warning=TimeoutNegativeWarning', `dist/apps/${app}/main.js`];
  const child = spawnBound({ command: process.execPath, args, cwd, env, logFile });
  const gone = child.exited.then((reason) => {
    throw new OneLineError(`${app} did not start, it ${reason}; its last words are in ${logFile}.`);
  });
  try {
    await Promise.race([gone, untilReady(app, opsPort)]);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function untilReady(app: string, opsPort: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${opsPort}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await delay(50);
  }
  throw new OneLineError(`${app} did not become ready within a minute.`);
}
