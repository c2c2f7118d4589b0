/**
 * One unary method of a service, as ts-proto's `outputServices=grpc-js` describes it. Methods take and answer different
 * messages; where one type stands for all of them, whoever encodes vouches for the message.
 */
export interface RpcMethod {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: never) => Buffer;
  readonly requestDeserialize: (value: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
  readonly responseDeserialize: (value: Buffer) => unknown;
}

/** Whether a method has no effect, so that it can be called again; its name says so. */
export function isRead(rpcPath: string): boolean {
  return /\/(Get|List|Check|Authenticate)\w*$/.test(rpcPath);
}

/** A service, as ts-proto's constants `…Service` describe it. */
export type RpcDefinition = Readonly<Record<string, RpcMethod>>;

/** What a method takes. */
export type RequestOf<M> = M extends { requestDeserialize: (value: Buffer) => infer Request } ? Request : never;

/** What a method answers. */
export type ResponseOf<M> = M extends { responseDeserialize: (value: Buffer) => infer Response } ? Response : never;
