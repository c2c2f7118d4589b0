import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { FaultCode } from '@fileonion/contract';
import { reasons, type ReasonCode } from '@fileonion/contract/reasons';
import { ErrorDetail } from '@fileonion/contract/api';
import { AppError } from './app-error';
import { packStatus, unpackStatus } from './status-details';

const detailsKey = 'grpc-status-details-bin';

// Trailers have to fit into one HTTP/2 header block of 64 KiB, or the whole connection breaks, with the calls of others on
// it. What is beyond these bounds helps no reader.
const maxViolations = 50;
const maxTextLength = 300;
const maxDetailBytes = 32_768;

const reasonCodes = new Map(Object.values(reasons).map(({ reason, code }) => [reason, code]));

/**
 * The form in which an error leaves a server. An AppError keeps its reason, message and violations; anything else
 * becomes `internal` and loses its text.
 */
export function toServiceError(error: unknown): ServiceError {
  const known = error instanceof AppError && error.reason !== 'internal' ? error : new AppError('internal');
  const code = reasons[known.reason].grpcCode;
  // grpc-js writes the message with encodeURI, which throws on a lone surrogate.
  const details = shortened(known.message);
  const metadata = new Metadata();
  metadata.set(detailsKey, packStatus({ code, message: details, detail: encodeDetail(known) }));
  return Object.assign(new Error(details), { code, details, metadata });
}

/**
 * The AppError behind a failed call. A failure that carries no detail of ours comes from the transport, and only says
 * whether the other side could be reached in time.
 */
export function fromServiceError(error: unknown): AppError {
  const failure = (error ?? {}) as Partial<ServiceError>;
  const detail = readDetail(failure.metadata);
  if (detail) return decodeDetail(detail, failure);
  switch (failure.code) {
    case status.UNAVAILABLE:
    case status.RESOURCE_EXHAUSTED:
      return new AppError('unavailable', undefined, { retryAfterSeconds: 1, cause: error });
    case status.DEADLINE_EXCEEDED:
    case status.CANCELLED:
      return new AppError('deadline_exceeded', undefined, { cause: error });
    default:
      return new AppError('internal', undefined, { cause: error });
  }
}

function encodeDetail({ reason, violations, retryAfterSeconds }: AppError): Uint8Array {
  const told = violations.slice(0, maxViolations).map((violation) => ({
    ...violation,
    ...(violation.pointer !== undefined && { pointer: shortened(violation.pointer) }),
    detail: shortened(violation.detail),
  }));
  for (;;) {
    const detail = ErrorDetail.fromPartial({ reason: reasons[reason].reason, violations: told, retryAfterSeconds });
    const bytes = ErrorDetail.encode(detail).finish();
    if (bytes.length <= maxDetailBytes) return bytes;
    told.pop();
  }
}

function shortened(text: string): string {
  return text.slice(0, maxTextLength).toWellFormed();
}

function readDetail(metadata: Metadata | undefined): ErrorDetail | undefined {
  const [packed] = metadata?.get(detailsKey) ?? [];
  if (!(packed instanceof Uint8Array)) return undefined;
  try {
    const detail = unpackStatus(packed);
    return detail && ErrorDetail.decode(detail);
  } catch {
    return undefined;
  }
}

function decodeDetail(detail: ErrorDetail, failure: Partial<ServiceError>): AppError {
  const reason: ReasonCode = reasonCodes.get(detail.reason) ?? 'internal';
  return new AppError(reason, failure.details || undefined, {
    violations: detail.violations.map(({ pointer, parameter, code, detail: text }) => ({
      ...(parameter === '' ? { pointer } : { parameter }),
      code: code as FaultCode,
      detail: text,
    })),
    retryAfterSeconds: detail.retryAfterSeconds || undefined,
    cause: failure,
  });
}
