import { TeamsServiceService } from '@fileonion/contract/teams';
import { rpcClient } from '@fileonion/service-kit';
import { aCaller, aTeam, serveTeams } from './teams-server';

const team = { name: 'A', description: undefined, color: undefined };

/** The address of a server that was there, and a client that has been connected to it. */
async function aStoppedServer() {
  const server = await serveTeams({ createTeam: async () => aTeam('before') });
  const client = rpcClient(TeamsServiceService, server.address);
  await client.createTeam(aCaller(), team);
  await server.stop();
  return { client, port: Number(server.address.split(':')[1]) };
}

test('calls that come while a service is restarted are served by the new one, each once', async () => {
  const { client, port } = await aStoppedServer();
  const calls = Array.from({ length: 20 }, () => client.createTeam(aCaller({ timeoutMs: 15_000 }), team));
  // This one has met a refused connection by now.
  const refused = client.createTeam(aCaller({ timeoutMs: 1500 }), team);
  await expect(refused).rejects.toMatchObject({ reason: 'unavailable' });
  let served = 0;
  const server = await serveTeams({ createTeam: async () => aTeam(String(++served)) }, { port });
  await Promise.all(calls);
  expect(served).toBe(20);
  client.close();
  await server.stop();
});

test('a service that stays away is unavailable, which is said before the deadline', async () => {
  const { client } = await aStoppedServer();
  const deadline = Date.now() + 2000;
  await expect(client.createTeam(aCaller({ deadline }), team)).rejects.toMatchObject({ reason: 'unavailable' });
  expect(Date.now()).toBeLessThan(deadline);
  client.close();
});

test('no more than 200 calls wait; others are refused at once', async () => {
  const { client } = await aStoppedServer();
  let ended = 0;
  const call = () => client.createTeam(aCaller(), team).catch(() => (ended += 1));
  const waiting = Array.from({ length: 200 }, call);
  await Promise.all(Array.from({ length: 50 }, call));
  expect(ended).toBe(50);
  await Promise.all(waiting);
  client.close();
});
