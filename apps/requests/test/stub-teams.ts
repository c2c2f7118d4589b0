import { DirectoryServiceService } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { createMetrics, rpcService, startRpcServer } from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';

/** A teams service that only says who exists: everyone but those whom a test takes away, as `kind id` or of both kinds. */
export async function startDirectory() {
  const missing = new Set<string>();
  let meanwhile: (() => Promise<unknown>) | undefined;
  const present = (kind: string, ids: string[]) =>
    ids.filter((id) => !missing.has(id) && !missing.has(`${kind} ${id}`));
  const directory = rpcService(DirectoryServiceService, {
    getCaller: unused,
    findSessionUser: unused,
    async checkReferences(_ctx, { userIds, teamIds }) {
      const happens = meanwhile;
      meanwhile = undefined;
      await happens?.();
      return { userIds: present('user', userIds), teamIds: present('team', teamIds) };
    },
  });
  const server = await startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [directory],
    logger: silentLogger,
    metrics: createMetrics({ service: 'directory' }),
  });
  return {
    address: server.address,
    missing,
    /** Has something happen before the next question is answered. */
    onceAsked: (happens: () => Promise<unknown>) => void (meanwhile = happens),
    stop: () => server.stop(),
  };
}

async function unused(): Promise<never> {
  throw new AppError('internal');
}
