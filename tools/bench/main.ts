import { OneLineError } from '@fileonion/embedded';
import { appRole } from './app-role';
import { bareRole } from './bare-role';
import { serveParent } from './child-role';
import { benchDeliveries } from './deliveries';
import { benchGateway } from './gateway';
import { helloRole } from './hello-role';
import { benchLatency, benchSubscriptions } from './latency';
import { benchLists } from './lists';
import { printMachine } from './print';
import { benchSoak } from './soak';

// `main.js lists --rows 100000` runs a bench; `main.js child <role>` is a process that a bench starts and measures.
const benches = {
  lists: benchLists,
  deliveries: benchDeliveries,
  latency: benchLatency,
  subscriptions: benchSubscriptions,
  gateway: benchGateway,
  soak: benchSoak,
};
const roles = { app: appRole, bare: bareRole, hello: helloRole };

async function main([name = '', ...args]: string[]): Promise<void> {
  if (name === 'child') return serveParent(roles[args[0] as keyof typeof roles]());
  const bench = benches[name as keyof typeof benches];
  if (!bench) throw new OneLineError(`Usage: npm run bench -- ${Object.keys(benches).join('|')} [--size number …]`);
  printMachine();
  await bench(args);
  printMachine();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const text = error instanceof OneLineError ? error.message : (error as Error).stack;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
