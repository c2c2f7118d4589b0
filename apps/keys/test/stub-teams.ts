import type { Principal } from '@fileonion/contract/api';
import { Caller, DirectoryServiceService, type UserStatus } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { createMetrics, rpcService, startRpcServer, type RpcHandlers } from '@fileonion/service-kit';
import { aPrincipal, silentLogger } from '@fileonion/testing';

type Handlers = RpcHandlers<typeof DirectoryServiceService>;

/** People as the teams service knows them, behind its directory over real gRPC. */
export async function startPeople() {
  const callers = new Map<string, Caller>();
  const handlers: Handlers = {
    async getCaller(_ctx, { organizationId, userId }) {
      const caller = callers.get(`${organizationId}/${userId}`);
      if (!caller) throw new AppError('not_found');
      return { caller };
    },
    async findSessionUser(_ctx, { subject, organizationId, emailVerified }) {
      const known = [...callers.values()].filter(
        ({ user }) => user?.email === `${subject}@example.com` && emailVerified,
      );
      const pickable = known.filter((one) => organizationId === '' || one.organizationId === organizationId);
      const caller = pickable.find(({ user }) => user?.status !== 'SUSPENDED');
      if (!caller) throw new AppError('invalid_credentials');
      return { caller, forThisCallOnly: pickable.length > 1 };
    },
    checkReferences: () => Promise.reject(new AppError('internal')),
  };
  let beforeGetCaller = async (): Promise<void> => undefined;
  const server = await startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [
      rpcService(DirectoryServiceService, {
        ...handlers,
        async getCaller(ctx, request) {
          await beforeGetCaller();
          return handlers.getCaller(ctx, request);
        },
      }),
    ],
    logger: silentLogger,
    metrics: createMetrics({ service: 'people' }),
    drainMs: 100,
  });

  function put(principal: Principal, status: UserStatus): void {
    const { organizationId, userId: id, plan, features, role, teamIds } = principal;
    const user = { id, email: `${id}@example.com`, name: 'Ada', role, status };
    const caller = Caller.fromPartial({ organizationId, organizationName: 'Onion', plan, features, user, teamIds });
    callers.set(`${organizationId}/${id}`, caller);
  }

  return {
    address: server.address,
    /** A person of an organization, an owner of their own unless told otherwise, who calls with a session. */
    join(parts: Partial<Principal> = {}, status: UserStatus = 'ACTIVE'): Principal {
      const principal = aPrincipal(parts);
      put(principal, status);
      return principal;
    },
    change(principal: Principal, parts: Partial<Principal>, status: UserStatus = 'ACTIVE'): void {
      put({ ...principal, ...parts }, status);
    },
    remove({ organizationId, userId }: Principal): void {
      callers.delete(`${organizationId}/${userId}`);
    },
    /** Runs before every answer to GetCaller. */
    beforeGetCaller(run: () => Promise<void>): void {
      beforeGetCaller = run;
    },
    stop: () => server.stop(),
  };
}

export type People = Awaited<ReturnType<typeof startPeople>>;
