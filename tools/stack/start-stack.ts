import { isFree, OneLineError, say } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { printSummary } from './banner';
import { openDataFolder } from './data-folder';
import { startInProcess } from './in-process';
import { startProcesses } from './processes';
import { readSecrets } from './secrets';
import { seed } from './seed';
import { startServers } from './servers';
import { serviceEnvironment } from './service-environment';
import type { Settings } from './settings';
import { createStackFile } from './stack-file';

/** Starts everything. When it resolves, a call with the seeded key has been answered and stack.json is there. */
export async function startStack(settings: Settings, lifecycle: Lifecycle): Promise<void> {
  await openDataFolder(settings.dataDir, lifecycle);
  await refuseTakenPorts(settings.ports);
  const stackFile = createStackFile(settings.dataDir);
  const urls = await startServers(settings, lifecycle, stackFile);

  const environment = serviceEnvironment(settings, urls, readSecrets(settings.dataDir));
  const start = settings.mode === 'in-process' ? startInProcess : startProcesses;
  const addresses = await start(settings, environment, lifecycle, stackFile);

  const gateways = settings.ports.map((port) => `http://127.0.0.1:${port}`);
  const seeded = await seed(settings.dataDir, { ...environment, ...addresses }, gateways);
  lifecycle.onStop('stack.json', () => stackFile.remove());
  stackFile.write({ gateways, ...seeded, mongo: urls.mongo, redis: urls.redis, kafka: urls.kafka ?? null });
  printSummary(settings, gateways, seeded.apiKey);
}

async function refuseTakenPorts(ports: number[]): Promise<void> {
  for (const port of ports) {
    if (await isFree(port)) continue;
    throw new OneLineError(`Port ${port} is in use. Stop what listens there, or set PORT to another one.`);
  }
  say(`Starting on port ${ports.join(' and ')} …`);
}
