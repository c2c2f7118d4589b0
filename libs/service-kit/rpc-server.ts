import { Server, type MethodDefinition, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { AppError, toServiceError } from '@fileonion/errors';
import { HealthImplementation } from 'grpc-health-check';
import { hostPort } from './host-port';
import { limitCalls } from './limit-calls';
import type { Readiness } from './readiness';
import type { RpcService } from './rpc-service';
import { serveCall, type ServeOptions } from './serve-call';
import { serverCredentials, type TlsFiles } from './tls';

/** What a server needs. */
export interface RpcServerOptions extends ServeOptions {
  config: { HOST: string; PORT: number; MAX_IN_FLIGHT?: number } & TlsFiles;
  services: RpcService[];
  /** What gRPC health answers; without it always SERVING until stop(). */
  health?: Readiness;
  /** How long calls at work may go on after stop() before they are cut. */
  drainMs?: number;
}

/** A running server. */
export interface RpcServer {
  /** `host:port`. */
  readonly address: string;
  /** Takes no new calls, lets those at work end for a while, then cuts them. */
  stop(): Promise<void>;
}

/** Serves services over gRPC, with gRPC health. */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const { config, services, health, drainMs = 10_000 } = options;
  const server = new Server({
    // A body of 1 MiB is larger as a message: a number in a free-form object takes eleven bytes, and two in JSON.
    'grpc.max_receive_message_length': 16 * 1024 * 1024,
    // Clients come back to the name's addresses now and then, and so find servers that were added.
    'grpc.max_connection_age_ms': 600_000,
    'grpc.max_connection_age_grace_ms': 20_000,
  });
  const enter = limitCalls(config.MAX_IN_FLIGHT ?? Infinity, options.metrics);
  for (const service of services) addService(server, service, options, enter);
  const healthService = new HealthImplementation({ '': 'SERVING' });
  healthService.addToServer(server);
  health?.onChange((ready) => healthService.setStatus('', ready ? 'SERVING' : 'NOT_SERVING'));

  const port = await bind(server, config);
  return {
    address: hostPort(config.HOST, port),
    stop() {
      healthService.setStatus('', 'NOT_SERVING');
      return drain(server, drainMs);
    },
  };
}

function addService(server: Server, service: RpcService, options: ServeOptions, enter: () => () => void): void {
  const definition: Record<string, MethodDefinition<Buffer, Buffer>> = {};
  const handlers: Record<string, (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => void> = {};
  for (const { method, handler } of service.methods) {
    definition[method.path] = {
      path: method.path,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    handlers[method.path] = (call, callback) => {
      let leave = (): void => undefined;
      const answer: typeof callback = (...result) => {
        leave();
        callback(...result);
      };
      try {
        leave = enter();
        serveCall(method, handler, options, call, answer);
      } catch (error) {
        const refused = error instanceof AppError;
        if (!refused) options.logger.error({ err: error, method: method.path }, 'A call could not be read');
        answer(toServiceError(error));
      }
    };
  }
  server.addService(definition, handlers);
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

function bind(server: Server, config: RpcServerOptions['config']): Promise<number> {
  const address = hostPort(config.HOST, config.PORT);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, serverCredentials(config), (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function drain(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
