import { TeamsServiceService } from '@fileonion/contract/teams';
import { rpcClient, type RpcServer, type TlsFiles } from '@fileonion/service-kit';
import { certificateAuthority } from '@fileonion/testing';
import { aCaller, aTeam, serveTeams } from './teams-server';

const ours = certificateAuthority();
const others = certificateAuthority();
const client = ours.issue('client');

let server: RpcServer;
beforeAll(async () => {
  server = await serveTeams({ getTeam: async () => aTeam('A') }, { tls: ours.issue('server') });
});
afterAll(async () => {
  await server.stop();
  ours.remove();
  others.remove();
});

async function call(address: string, tls?: TlsFiles) {
  // Certificates name hosts; an address in the place of one is outdated.
  const teams = rpcClient(TeamsServiceService, address.replace('127.0.0.1', 'localhost'), { tls });
  try {
    return await teams.getTeam(aCaller(), { teamId: 'x' });
  } finally {
    teams.close();
  }
}

test('a server with a certificate serves a caller who has one of the same authority', async () => {
  await expect(call(server.address, client)).resolves.toMatchObject({ team: { name: 'A' } });
});

test.each<[string, TlsFiles | undefined]>([
  ['who calls without encryption', undefined],
  ['whose certificate is of another authority', { ...others.issue('client'), TLS_CA_FILE: client.TLS_CA_FILE }],
])('it refuses a caller %s', async (_, tls) => {
  await expect(call(server.address, tls)).rejects.toMatchObject({ reason: 'unavailable' });
});

test('a caller with a certificate refuses a server that has none, or one of another authority', async () => {
  for (const tls of [undefined, { ...others.issue('server'), TLS_CA_FILE: client.TLS_CA_FILE }]) {
    const other = await serveTeams({ getTeam: async () => aTeam('A') }, { tls });
    await expect(call(other.address, client)).rejects.toMatchObject({ reason: 'unavailable' });
    await other.stop();
  }
});
