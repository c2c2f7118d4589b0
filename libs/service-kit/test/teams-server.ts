import { Principal } from '@fileonion/contract/api';
import { Team, TeamsServiceService, type GetTeamResponse } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import {
  createLogger,
  createMetrics,
  requestContext,
  rpcService,
  startRpcServer,
  type RequestContext,
  type RpcHandlers,
  type RpcServer,
  type TlsFiles,
} from '@fileonion/service-kit';
import type { Readiness } from '../readiness';

export type TeamHandlers = RpcHandlers<typeof TeamsServiceService>;

export const logger = createLogger({ name: 'test', level: 'silent' });

const names = ['listTeams', 'listMyTeams', 'getTeam', 'createTeam', 'updateTeam', 'deleteTeam'] as const;
const unserved = Object.fromEntries(names.map((name) => [name, () => Promise.reject(new AppError('not_found'))]));

/** A server on a free port whose methods are the given ones; the others answer `not_found`. */
export function serveTeams(
  handlers: Partial<TeamHandlers>,
  options: { health?: Readiness; drainMs?: number; port?: number; mostAtWork?: number; tls?: TlsFiles } = {},
): Promise<RpcServer> {
  return startRpcServer({
    config: { HOST: '127.0.0.1', PORT: options.port ?? 0, MAX_IN_FLIGHT: options.mostAtWork, ...options.tls },
    services: [rpcService(TeamsServiceService, { ...unserved, ...handlers } as TeamHandlers)],
    logger,
    metrics: createMetrics({ service: 'test' }),
    ...options,
  });
}

/** The context of a caller outside. */
export function aCaller(parts: Partial<RequestContext> & { timeoutMs?: number } = {}): RequestContext {
  const { timeoutMs = 5000, ...rest } = parts;
  return requestContext({
    requestId: 'req_1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ip: '192.0.2.1',
    deadline: Date.now() + timeoutMs,
    signal: new AbortController().signal,
    caller: Principal.fromPartial({ organizationId: 'org', userId: 'user', teamIds: ['t1'], role: 'OWNER' }),
    logger,
    ...rest,
  });
}

/** A team of this name, as GetTeam answers it. */
export function aTeam(name: string): GetTeamResponse {
  return { team: Team.fromPartial({ id: 'id', name }) };
}
