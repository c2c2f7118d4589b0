/** One unary method of a service, as ts-proto's `outputServices=grpc-js` describes it. */
export interface RpcMethod<Request = any, Response = any> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: Request) => Buffer;
  readonly requestDeserialize: (value: Buffer) => Request;
  readonly responseSerialize: (value: Response) => Buffer;
  readonly responseDeserialize: (value: Buffer) => Response;
}

/** A service, as ts-proto's constants `…Service` describe it. */
export type RpcDefinition = Readonly<Record<string, RpcMethod>>;

/** What a method takes. */
export type RequestOf<M> = M extends { requestDeserialize: (value: Buffer) => infer Request } ? Request : never;

/** What a method answers. */
export type ResponseOf<M> = M extends { responseDeserialize: (value: Buffer) => infer Response } ? Response : never;
