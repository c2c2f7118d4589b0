import * as keysContract from '@fileonion/contract/keys';
import * as requestsContract from '@fileonion/contract/requests';
import * as sharesContract from '@fileonion/contract/shares';
import * as teamsContract from '@fileonion/contract/teams';
import * as webhooksContract from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import {
  createMetrics,
  rpcService,
  startRpcServer,
  type RequestContext,
  type RpcDefinition,
  type RpcService,
} from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';
import { startStubKeys } from './stub-keys';

/** Every service of the contract but the one that knows the callers. */
const definitions = [keysContract, requestsContract, sharesContract, teamsContract, webhooksContract]
  .flatMap((contract) => Object.entries<unknown>(contract))
  .filter(([name]) => name.endsWith('ServiceService') && name !== 'AuthenticationServiceService')
  .map(([, definition]) => definition as RpcDefinition);

/** What a method answers; the message must be a whole one, as `fromPartial` makes it. */
type Answer<Request> = (ctx: RequestContext, request: Request) => unknown;

/** A call that a stub has got. */
interface StubCall {
  method: string;
  ctx: RequestContext;
  request: unknown;
}

/** The services behind a gateway under test: real gRPC, with callers and answers that the test puts in. */
export type StubServices = Awaited<ReturnType<typeof startStubServices>>;

/** Starts one server that stands for the services. A method without an answer says `not_found`. */
export async function startStubServices(config: { NAMESPACE: string; REDIS_URL: string }) {
  const keys = startStubKeys(config, silentLogger);
  const answers = new Map<string, Answer<never>>();
  const calls: StubCall[] = [];

  function stub(definition: RpcDefinition): RpcService {
    const handlerOf = (method: string) => async (ctx: RequestContext, request: unknown) => {
      calls.push({ method, ctx, request });
      const answer = answers.get(method);
      if (!answer) throw new AppError('not_found');
      return answer(ctx, request as never);
    };
    return rpcService(definition, Object.fromEntries(Object.keys(definition).map((name) => [name, handlerOf(name)])));
  }

  const server = await startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [keys.service, ...definitions.map(stub)],
    logger: silentLogger,
    metrics: createMetrics({ service: 'stub' }),
  });
  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    keys.stop();
    await server.stop();
  }

  return {
    address: server.address,
    keys,
    calls,
    /** Decides what a method of a service answers from now on. */
    answer<Request>(method: string, answer: Answer<Request>): void {
      answers.set(method, answer);
    },
    stop: () => (stopped ??= stop()),
  };
}
