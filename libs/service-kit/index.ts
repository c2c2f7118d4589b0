export { digestOfApiKey, isWellFormedApiKey, looksLikeApiKey, maskApiKey, newApiKey } from './api-key-format';
export type { Command } from './command';
export { commandOptions } from './command-options';
export {
  baseConfig,
  makeValidator,
  readConfig,
  redisConfig,
  str,
  tlsConfig,
  tracingConfig,
  type BaseConfig,
  type Config,
} from './config';
export {
  listenPort,
  listOf,
  namedSecrets,
  positive,
  rpcAddress,
  wholeNumber,
  type NamedSecret,
} from './config-validators';
export { deriveKey } from './derive-key';
export { foldCase } from './fold-case';
export { hostPort } from './host-port';
export { createLifecycle, type Lifecycle } from './lifecycle';
export { limitCalls } from './limit-calls';
export { createLogger, type Logger } from './logger';
export { maskedFields } from './masked-fields';
export { toMetadata, type CarriedContext } from './metadata';
export { createMetrics, durationBuckets, type Metrics } from './metrics';
export { namespaced } from './namespaced';
export { startOps } from './ops-server';
export { rawClient, type RawAnswer, type RawClient } from './raw-client';
export { requestContext, systemContext, type Reply, type RequestContext } from './request-context';
export { rpcClient, type RpcCaller, type RpcClient } from './rpc-client';
export { startRpcServer, type RpcServer } from './rpc-server';
export { rpcService, type RpcHandlers, type RpcService } from './rpc-service';
export type { RequestOf, ResponseOf, RpcDefinition } from './rpc-types';
export { runMain } from './run-main';
export { seal, unseal } from './sealing';
export { isFailure, startSpan, type Span } from './span';
export { startService, type Foundation, type RunningService } from './start-service';
export { type TlsFiles } from './tls';
export { traceIdOf } from './traceparent';
