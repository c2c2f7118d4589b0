import { DirectoryServiceService } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { createLogger, createMetrics, rpcService, startRpcServer } from '@fileonion/service-kit';

/** A teams service that only says who exists, which is everyone. */
export async function startDirectory(): Promise<{ address: string; stop(): Promise<void> }> {
  const directory = rpcService(DirectoryServiceService, {
    getCaller: unused,
    findSessionUser: unused,
    checkReferences: async (_ctx, { userIds, teamIds }) => ({ userIds, teamIds }),
  });
  return startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [directory],
    logger: createLogger({ name: 'directory', level: 'error' }),
    metrics: createMetrics({ service: 'directory' }),
  });
}

async function unused(): Promise<never> {
  throw new AppError('internal');
}
