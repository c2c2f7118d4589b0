import { TeamsServiceService } from '@fileonion/contract/teams';
import { rpcClient } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { aCaller, aTeam, serveTeams } from './teams-server';

/** A server that counts what it serves. */
async function aServer(port = 0) {
  let served = 0;
  const server = await serveTeams({ createTeam: async () => aTeam(String(++served)) }, { port });
  return {
    port: Number(server.address.split(':')[1]),
    stop: server.stop,
    isAtWork: () => eventually(() => expect(served).toBeGreaterThan(10)),
  };
}

test('a rolling restart under load fails no call, although none is tried twice', async () => {
  const servers = [await aServer(), await aServer()];
  const client = rpcClient(TeamsServiceService, `ipv4:${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`);
  const failures: unknown[] = [];
  let done = false;
  const load = Array.from({ length: 10 }, async () => {
    while (!done) {
      const call = client.createTeam(aCaller(), { name: 'A', description: undefined, color: undefined });
      await call.catch((error: unknown) => failures.push(error));
    }
  });
  for (const [index, old] of servers.entries()) {
    await old.isAtWork();
    await old.stop();
    servers[index] = await aServer(old.port);
    await servers[index].isAtWork();
  }
  done = true;
  await Promise.all(load);
  expect(failures).toEqual([]);
  client.close();
  await Promise.all(servers.map((server) => server.stop()));
});
