export { isWellFormedApiKey, looksLikeApiKey, maskApiKey, newApiKey } from './api-key-format';
export type { Command } from './command';
export {
  baseConfig,
  bool,
  ConfigError,
  makeValidator,
  num,
  readConfig,
  redisConfig,
  str,
  tlsConfig,
  tracingConfig,
  type BaseConfig,
  type Config,
} from './config';
export {
  brokerList,
  listenPort,
  mongodbUri,
  namespaceName,
  positive,
  redisUrl,
  rpcAddress,
  secretBytes,
} from './config-validators';
export { deriveKey } from './derive-key';
export { hostPort } from './host-port';
export { createLifecycle, type Lifecycle } from './lifecycle';
export { limitCalls } from './limit-calls';
export { createLogger, type Logger, type LoggerOptions } from './logger';
export { maskedFields } from './masked-fields';
export { toMetadata, type CarriedContext } from './metadata';
export { createMetrics, durationBuckets, type Metrics } from './metrics';
export { namespaced } from './namespaced';
export { startOps, type OpsOptions, type OpsServer } from './ops-server';
export { rawClient, type ClientOptions, type RawAnswer, type RawCallOptions, type RawClient } from './raw-client';
export { watchReadiness, type Readiness } from './readiness';
export {
  requestContext,
  systemContext,
  type CallContext,
  type Reply,
  type RequestContext,
  type SystemContextOptions,
} from './request-context';
export { rpcClient, type RpcCaller, type RpcCallOptions, type RpcClient } from './rpc-client';
export { startRpcServer, type RpcServer, type RpcServerOptions } from './rpc-server';
export { rpcService, type RpcHandler, type RpcHandlers, type RpcService } from './rpc-service';
export type { RequestOf, ResponseOf, RpcDefinition, RpcMethod } from './rpc-types';
export { runMain, type MainOptions, type Started } from './run-main';
export { startSpan, type Span } from './span';
export { startServers, type ServersOptions } from './start-servers';
export { type TlsFiles } from './tls';
export { childTraceparent, traceIdOf } from './traceparent';
