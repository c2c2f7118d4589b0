import { randomBytes } from 'node:crypto';

// Version 00 and a sampled or unsampled trace; ids of zeros only are invalid by the standard.
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A W3C `traceparent` for the next hop: the same trace with a new span, or a new trace when the parent is unusable. */
export function childTraceparent(parent?: string): string {
  const [, traceId, flags] = pattern.exec(parent ?? '') ?? [];
  return `00-${traceId ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags ?? '01'}`;
}
