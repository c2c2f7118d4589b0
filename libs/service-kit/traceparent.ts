import { randomUUID } from 'node:crypto';

/** The parts of a W3C `traceparent`. */
export interface TraceParent {
  traceId: string;
  spanId: string;
  /** Two hexadecimal digits. */
  flags: string;
}

// Version 00 and a sampled or unsampled trace; ids of zeros only are invalid by the standard.
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The parts of a `traceparent`; undefined where it is unusable. */
export function parseTraceparent(text: string | undefined): TraceParent | undefined {
  const [, traceId, spanId, flags] = pattern.exec(text ?? '') ?? [];
  return traceId && spanId && flags ? { traceId, spanId, flags } : undefined;
}

/** Writes a `traceparent`. */
export function formatTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** A W3C `traceparent` for the next hop: the same trace with a new span, or a new trace when the parent is unusable. */
export function childTraceparent(parent?: string): string {
  const { traceId = randomHex(), flags = '01' } = parseTraceparent(parent) ?? {};
  return formatTraceparent({ traceId, spanId: randomHex().slice(16), flags });
}

/** 32 digits, of which any half is random enough: Node keeps UUIDs in stock, while each call for bytes asks the kernel. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** The id of the trace, for logs; undefined where there is none. */
export function traceIdOf(traceparent: string): string | undefined {
  return parseTraceparent(traceparent)?.traceId;
}
