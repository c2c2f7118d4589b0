import { TeamsServiceService } from '@fileonion/contract/teams';
import { rpcClient, type RequestContext } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { aCaller, aTeam, serveTeams } from './teams-server';

const never = () => new Promise<never>(() => undefined);

test('a hung handler is answered with deadline_exceeded in time, and told so', async () => {
  let seen: RequestContext | undefined;
  const server = await serveTeams({
    getTeam(ctx) {
      seen = ctx;
      return never();
    },
  });
  const client = rpcClient(TeamsServiceService, server.address);
  const started = Date.now();
  await expect(client.getTeam(aCaller({ timeoutMs: 1000 }), { teamId: 'x' })).rejects.toMatchObject({
    reason: 'deadline_exceeded',
  });
  expect(Date.now() - started).toBeLessThan(2000);
  await eventually(() => expect(seen?.signal.aborted).toBe(true));
  client.close();
  await server.stop();
});

test('a cancelled call aborts its handler', async () => {
  let seen: RequestContext | undefined;
  const server = await serveTeams({
    getTeam(ctx) {
      seen = ctx;
      return never();
    },
  });
  const client = rpcClient(TeamsServiceService, server.address);
  const caller = new AbortController();
  const call = client.getTeam(aCaller({ signal: caller.signal, timeoutMs: 60_000 }), { teamId: 'x' });
  await eventually(() => expect(seen).toBeDefined());
  expect(seen?.signal.aborted).toBe(false);
  caller.abort();
  await expect(call).rejects.toMatchObject({ reason: 'deadline_exceeded' });
  await eventually(() => expect(seen?.signal.aborted).toBe(true));
  client.close();
  await server.stop();
});

test('a call by a caller who is already gone is not sent', async () => {
  const getTeam = jest.fn(async () => aTeam('A'));
  const server = await serveTeams({ getTeam });
  const client = rpcClient(TeamsServiceService, server.address);
  const call = client.getTeam(aCaller({ signal: AbortSignal.abort() }), { teamId: 'x' });
  await expect(call).rejects.toMatchObject({ reason: 'deadline_exceeded' });
  expect(getTeam).not.toHaveBeenCalled();
  client.close();
  await server.stop();
});

test('each hop passes on what is left of the deadline, and the hang of the last ends all', async () => {
  let left = 0;
  const inner = await serveTeams({
    getTeam(ctx) {
      left = ctx.deadline - Date.now();
      return never();
    },
  });
  const innerClient = rpcClient(TeamsServiceService, inner.address);
  const outer = await serveTeams({ getTeam: (ctx, request) => innerClient.getTeam(ctx, request) });
  const outerClient = rpcClient(TeamsServiceService, outer.address);
  const call = outerClient.getTeam(aCaller({ timeoutMs: 500 }), { teamId: 'x' });
  await expect(call).rejects.toMatchObject({ reason: 'deadline_exceeded' });
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(500);
  innerClient.close();
  outerClient.close();
  await outer.stop();
  await inner.stop();
});
