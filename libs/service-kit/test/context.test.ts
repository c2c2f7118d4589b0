import { TeamsServiceService } from '@fileonion/contract/teams';
import { rpcClient, systemContext, type RequestContext } from '@fileonion/service-kit';
import { aCaller, aTeam, logger, serveTeams } from './teams-server';

/** What a handler sees of a call. */
async function seenBy(call: (client: ReturnType<typeof rpcClient<typeof TeamsServiceService>>) => Promise<unknown>) {
  let seen: RequestContext | undefined;
  const server = await serveTeams({
    async createTeam(ctx) {
      seen = ctx;
      Object.assign(ctx.reply, { existed: true, replayed: true, etag: '"3"' });
      return aTeam('A');
    },
  });
  const client = rpcClient(TeamsServiceService, server.address);
  await call(client);
  client.close();
  await server.stop();
  return seen!;
}

const request = { name: 'A', description: undefined, color: undefined };

test('principal, request id, address and trace travel with a call', async () => {
  const caller = aCaller();
  const seen = await seenBy((client) => client.createTeam(caller, request));
  expect(seen).toMatchObject({ requestId: 'req_1', ip: '192.0.2.1', principal: caller.principal });
  expect(seen.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(seen.traceparent).not.toBe(caller.traceparent);
  expect(seen.method.path).toBe('/fileonion.teams.v2.TeamsService/CreateTeam');
});

test('idempotency key and If-Match stay with the call that they were sent for', async () => {
  const caller = aCaller({ idempotency: { key: 'k', fingerprint: 'f' }, ifMatch: '"1"' });
  const seen = await seenBy((client) => client.createTeam(caller, request));
  expect(seen.idempotency).toBeUndefined();
  expect(seen.ifMatch).toBeUndefined();
  expect(caller.reply).toEqual({ existed: false, replayed: false });
});

test('a forwarded call takes them along, and brings etag, existed and replayed back', async () => {
  const caller = aCaller({ idempotency: { key: 'k ü', fingerprint: 'f' }, ifMatch: '"1"' });
  const seen = await seenBy((client) => client.createTeam(caller, request, { forward: true }));
  expect(seen.idempotency).toEqual({ key: 'k ?', fingerprint: 'f' });
  expect(seen.ifMatch).toBe('"1"');
  expect(caller.reply).toEqual({ existed: true, replayed: true, etag: '"3"' });
});

test('work of the system has no caller, and says so when a rule asks for one', async () => {
  const ctx = systemContext({ logger, requestId: 'req_7' });
  expect(ctx.requestId).toBe('req_7');
  expect(ctx.deadline).toBeGreaterThan(Date.now());
  expect(() => ctx.principal).toThrow('no caller');
  const seen = await seenBy((client) => client.createTeam(ctx, request));
  expect(seen.caller).toBeUndefined();
});
