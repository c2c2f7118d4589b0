import { startMongo, startRedis } from '../index';

// Started by embedded.test.ts, which kills it: prints the pids of its servers and waits.
void Promise.all([
  startMongo({ dataDir: `${process.argv[2]}/mongo` }),
  startRedis({ dataDir: `${process.argv[2]}/redis` }),
]).then((servers) => {
  process.stdout.write(`${JSON.stringify(servers.map(({ pid }) => pid))}\n`);
  setInterval(() => undefined, 60_000);
});
