import { setTimeout as delay } from 'node:timers/promises';
import { TeamsServiceService } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { rpcClient } from '@fileonion/service-kit';
import { aCaller, serveTeams } from './teams-server';

/** Calls a service that says after a while that it is not available, and answers how often it was called. */
async function triesOf({ afterMs, timeoutMs }: { afterMs: number; timeoutMs: number }): Promise<number> {
  let tries = 0;
  const server = await serveTeams({
    async getTeam() {
      tries += 1;
      await delay(afterMs);
      throw new AppError('unavailable');
    },
  });
  const client = rpcClient(TeamsServiceService, server.address);
  await expect(client.getTeam(aCaller({ timeoutMs }), { teamId: 'x' })).rejects.toMatchObject({
    reason: 'unavailable',
  });
  client.close();
  await server.stop();
  return tries;
}

test('a read has a second try when there is time for it', async () => {
  expect(await triesOf({ afterMs: 100, timeoutMs: 5000 })).toBe(2);
});

test('a read has no second try that would end after its deadline', async () => {
  expect(await triesOf({ afterMs: 1000, timeoutMs: 1800 })).toBe(1);
});
