import { TeamsServiceService } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { rawClient, rpcClient, toMetadata } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { watchReadiness } from '../readiness';
import { aCaller, aTeam, logger, serveTeams } from './teams-server';

test('a stop lets calls at work end, and takes no new ones', async () => {
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const getTeam = jest.fn(async () => {
    await finished;
    return aTeam('A');
  });
  const server = await serveTeams({ getTeam });
  const client = rpcClient(TeamsServiceService, server.address);
  const call = client.getTeam(aCaller(), { teamId: 'x' });
  await eventually(() => expect(getTeam).toHaveBeenCalled());
  const stopped = server.stop();
  const late = rpcClient(TeamsServiceService, server.address);
  await expect(late.getTeam(aCaller(), { teamId: 'x' })).rejects.toMatchObject({ reason: 'unavailable' });
  finish();
  await expect(call).resolves.toMatchObject({ team: { name: 'A' } });
  await stopped;
  client.close();
  late.close();
});

test('a stop is bounded: a hung call is cut', async () => {
  const getTeam = jest.fn(() => new Promise<never>(() => undefined));
  const server = await serveTeams({ getTeam }, { drainMs: 100 });
  const client = rpcClient(TeamsServiceService, server.address);
  const call = client.getTeam(aCaller({ timeoutMs: 60_000 }), { teamId: 'x' });
  const cut = expect(call).rejects.toBeInstanceOf(AppError);
  await eventually(() => expect(getTeam).toHaveBeenCalled());
  await server.stop();
  await cut;
  client.close();
});

test('a message may be as large as the largest body becomes', async () => {
  const server = await serveTeams({ getTeam: async (_ctx, { teamId }) => aTeam(String(teamId.length)) });
  const client = rpcClient(TeamsServiceService, server.address);
  const size = 6 * 1024 * 1024;
  await expect(client.getTeam(aCaller(), { teamId: 'x'.repeat(size) })).resolves.toMatchObject({
    team: { name: String(size) },
  });
  client.close();
  await server.stop();
});

test('a server that is down is unavailable before the deadline, and reached again when it is back', async () => {
  const first = await serveTeams({ getTeam: async () => aTeam('first') });
  const port = Number(first.address.split(':')[1]);
  const client = rpcClient(TeamsServiceService, first.address);
  await client.getTeam(aCaller(), { teamId: 'x' });
  await first.stop();
  const deadline = Date.now() + 1500;
  await expect(client.getTeam(aCaller({ deadline }), { teamId: 'x' })).rejects.toMatchObject({
    reason: 'unavailable',
    retryAfterSeconds: 1,
  });
  expect(Date.now()).toBeLessThan(deadline);
  const second = await serveTeams({ getTeam: async () => aTeam('second') }, { port });
  await eventually(async () => expect((await client.getTeam(aCaller(), { teamId: 'x' })).team?.name).toBe('second'));
  client.close();
  await second.stop();
});

test('a read that met an unavailable server is tried once more, a write is not', async () => {
  let calls = 0;
  const failFirst = async () => {
    if (calls++ === 0) throw new AppError('unavailable');
    return aTeam('A');
  };
  const server = await serveTeams({ getTeam: failFirst, createTeam: failFirst });
  const client = rpcClient(TeamsServiceService, server.address);
  await expect(client.getTeam(aCaller(), { teamId: 'x' })).resolves.toMatchObject({ team: { name: 'A' } });
  calls = 0;
  const write = client.createTeam(aCaller(), { name: 'A', description: undefined, color: undefined });
  await expect(write).rejects.toMatchObject({ reason: 'unavailable' });
  expect(calls).toBe(1);
  client.close();
  await server.stop();
});

test('gRPC health follows readiness', async () => {
  const health = await watchReadiness(async () => true, logger);
  const server = await serveTeams({}, { health });
  const client = rawClient(server.address);
  const check = async () => {
    const options = { metadata: toMetadata({}), deadline: Date.now() + 5000 };
    return [...(await client.call('/grpc.health.v1.Health/Check', new Uint8Array(), options)).bytes];
  };
  expect(await check()).toEqual([8, 1]);
  health.stop();
  expect(await check()).toEqual([8, 2]);
  client.close();
  await server.stop();
});

test('calls beyond the most that may be at work are refused at once, and served again when others have ended', async () => {
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const createTeam = jest.fn(() => finished.then(() => aTeam('A')));
  const server = await serveTeams({ createTeam }, { mostAtWork: 2 });
  const client = rpcClient(TeamsServiceService, server.address);
  const call = () => client.createTeam(aCaller(), { name: 'A', description: undefined, color: undefined });
  const admitted = [call(), call()];
  await eventually(() => expect(createTeam).toHaveBeenCalledTimes(2));
  await expect(call()).rejects.toMatchObject({ reason: 'unavailable', retryAfterSeconds: 1 });
  finish();
  await Promise.all(admitted);
  await expect(call()).resolves.toMatchObject({ team: { name: 'A' } });
  client.close();
  await server.stop();
});
