import { Metadata } from '@grpc/grpc-js';
import { Principal } from '@fileonion/contract/api';
import type { CallContext, Reply } from './request-context';

/** What a server reads from a call's metadata. */
export type ReceivedMetadata = Omit<CallContext, 'deadline' | 'signal'>;

/** What a caller may put into a call's metadata. */
export type CarriedContext = Partial<ReceivedMetadata>;

/** The metadata of a call. Idempotency key and `If-Match` are included only where they are given. */
export function toMetadata(context: CarriedContext): Metadata {
  const metadata = new Metadata();
  setText(metadata, 'fo-request-id', context.requestId);
  setText(metadata, 'traceparent', context.traceparent);
  setText(metadata, 'fo-ip', context.ip);
  if (context.caller) metadata.set('fo-principal-bin', Buffer.from(Principal.encode(context.caller).finish()));
  setText(metadata, 'fo-idempotency-key', context.idempotency?.key);
  setText(metadata, 'fo-idempotency-fingerprint', context.idempotency?.fingerprint);
  setText(metadata, 'fo-if-match', context.ifMatch);
  setText(metadata, 'fo-method', context.httpMethod);
  return metadata;
}

/** The context within a call's metadata. */
export function fromMetadata(metadata: Metadata): ReceivedMetadata {
  const [principal] = metadata.get('fo-principal-bin');
  const key = text(metadata, 'fo-idempotency-key');
  return {
    requestId: text(metadata, 'fo-request-id') ?? '',
    traceparent: traceparentOf(metadata) ?? '',
    ip: text(metadata, 'fo-ip') ?? '',
    caller: principal instanceof Uint8Array ? Principal.decode(principal) : undefined,
    idempotency: key ? { key, fingerprint: text(metadata, 'fo-idempotency-fingerprint') ?? '' } : undefined,
    ifMatch: text(metadata, 'fo-if-match'),
    httpMethod: text(metadata, 'fo-method'),
  };
}

/** The trace context within a call's metadata. */
export function traceparentOf(metadata: Metadata): string | undefined {
  return text(metadata, 'traceparent');
}

/** The initial metadata of an answer; undefined when there is nothing to say. */
export function replyMetadata(reply: Reply): Metadata | undefined {
  if (!reply.existed && !reply.replayed && !reply.etag) return undefined;
  const metadata = new Metadata();
  setText(metadata, 'fo-etag', reply.etag);
  if (reply.existed) metadata.set('fo-existed', '1');
  if (reply.replayed) metadata.set('fo-replayed', '1');
  return metadata;
}

/** The reply within an answer's initial metadata. */
export function replyOf(metadata: Metadata): Reply {
  return {
    existed: metadata.get('fo-existed').length > 0,
    replayed: metadata.get('fo-replayed').length > 0,
    etag: text(metadata, 'fo-etag'),
  };
}

function setText(metadata: Metadata, key: string, value: string | undefined): void {
  // gRPC carries printable ASCII only; what was anything else equals no stored version and no id of ours anyway.
  if (value) metadata.set(key, value.replace(/[^\x20-\x7e]/g, '?'));
}

function text(metadata: Metadata, key: string): string | undefined {
  const [value] = metadata.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
