import { TeamsServiceService } from '@fileonion/contract/teams';
import { AppError, type Violation } from '@fileonion/errors';
import { rawClient, rpcClient, toMetadata } from '@fileonion/service-kit';
import { aCaller, aTeam, serveTeams, type TeamHandlers } from './teams-server';

const getTeamPath = TeamsServiceService.getTeam.path;

async function refusalOf(getTeam: TeamHandlers['getTeam']): Promise<AppError> {
  const server = await serveTeams({ getTeam });
  const client = rpcClient(TeamsServiceService, server.address);
  try {
    await client.getTeam(aCaller(), { teamId: 'x' });
    throw new Error('not refused');
  } catch (error) {
    return error as AppError;
  } finally {
    client.close();
    await server.stop();
  }
}

test('a refusal arrives with its reason, message, violations and waiting time', async () => {
  const violations: Violation[] = [
    { pointer: '/name', code: 'too_long', detail: 'At most 100 characters — “…” is longer.' },
    { pointer: '', code: 'invalid_type', detail: 'Not an object.' },
    { parameter: 'limit', code: 'out_of_range', detail: '1 to 100.' },
  ];
  const refusal = await refusalOf(async () => {
    throw new AppError('rate_limited', 'Ten „wrong“ passwords\nin a row: 100 % 🔒', {
      violations,
      retryAfterSeconds: 7,
    });
  });
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({
    reason: 'rate_limited',
    message: 'Ten „wrong“ passwords\nin a row: 100 % 🔒',
    violations,
    retryAfterSeconds: 7,
  });
});

test('more violations than a header block holds do not break the call', async () => {
  const violations = Array.from({ length: 5000 }, (_, index): Violation => ({
    pointer: `/tags/${index}`,
    code: 'too_long',
    detail: 'x'.repeat(1000),
  }));
  const refusal = await refusalOf(() => Promise.reject(AppError.validation(violations)));
  expect(refusal.reason).toBe('validation_failed');
  expect(refusal.violations[0]).toMatchObject({ pointer: '/tags/0', code: 'too_long' });
});

const secret = 'mongodb://root:hunter2@db';

test.each<[string, TeamHandlers['getTeam']]>([
  ['rejects', () => Promise.reject(new Error(secret))],
  [
    'throws before it promises',
    () => {
      throw new Error(secret);
    },
  ],
  ['throws something that is no error', () => Promise.reject(secret)],
  ['throws an inner refusal', () => Promise.reject(new AppError('internal', secret, { cause: new Error(secret) }))],
  ['answers what cannot be encoded', () => Promise.resolve({ team: { id: Symbol(secret) } } as never)],
])('a handler that %s is answered with internal, and nothing of its text', async (_, getTeam) => {
  const refusal = await refusalOf(getTeam);
  expect(refusal.reason).toBe('internal');
  expect(JSON.stringify([refusal.message, refusal.violations, String(refusal.cause)])).not.toContain('hunter2');
});

test('a message with a lone surrogate still arrives as a refusal', async () => {
  const refusal = await refusalOf(() => Promise.reject(new AppError('name_taken', 'A team named \ud800 exists.')));
  expect(refusal.reason).toBe('name_taken');
});

test('a call with a broken principal or a broken message is refused, and the server goes on', async () => {
  const server = await serveTeams({ getTeam: async () => aTeam('A') });
  const client = rawClient(server.address);
  const deadline = Date.now() + 5000;
  const broken = toMetadata({});
  broken.set('fo-principal-bin', Buffer.from([0xff, 0xff, 0xff]));
  await expect(client.call(getTeamPath, new Uint8Array(), { metadata: broken, deadline })).rejects.toMatchObject({
    reason: 'internal',
  });
  const metadata = toMetadata({});
  await expect(client.call(getTeamPath, Buffer.from([0x0a, 0x7f]), { metadata, deadline })).rejects.toMatchObject({
    reason: 'internal',
  });
  await expect(client.call(getTeamPath, new Uint8Array(), { metadata, deadline })).resolves.toMatchObject({
    existed: false,
  });
  client.close();
  await server.stop();
});

test('an unknown method is internal, as no caller can name one', async () => {
  const server = await serveTeams({});
  const client = rawClient(server.address);
  const call = client.call('/fileonion.teams.v2.TeamsService/Nope', new Uint8Array(), {
    metadata: toMetadata({}),
    deadline: Date.now() + 5000,
  });
  await expect(call).rejects.toMatchObject({ reason: 'internal' });
  client.close();
  await server.stop();
});
