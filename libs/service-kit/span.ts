import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api';
import { childTraceparent, formatTraceparent, parseTraceparent } from './traceparent';

/** One hop of a trace. */
export interface Span {
  /** What the next hop gets. */
  readonly traceparent: string;
  /** Ends it, with what became of it. */
  end(result?: { failed?: boolean; attributes?: Attributes }): void;
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };

// Does nothing until a program registers an exporter; services never do by themselves.
const tracer = trace.getTracer('fileonion');

/** Begins a hop of the trace that `parent` belongs to, or of a new one where that is unusable. */
export function startSpan(
  name: string,
  kind: keyof typeof kinds,
  parent: string | undefined,
  attributes?: Attributes,
): Span {
  const context = contextOf(parent);
  const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
  const { traceId, spanId, traceFlags } = span.spanContext();
  // Without an exporter the span is its parent, or nothing at all.
  const own = trace.getSpanContext(context)?.spanId !== spanId && trace.isSpanContextValid(span.spanContext());
  return {
    traceparent: own
      ? formatTraceparent({ traceId, spanId, flags: traceFlags.toString(16).padStart(2, '0') })
      : childTraceparent(parent),
    end({ failed = false, attributes: found = {} } = {}) {
      span.setAttributes(found);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Whether a reason tells of a fault of ours, and not of one of the caller's. */
export function isFailure(reason: string): boolean {
  return ['internal', 'unavailable', 'deadline_exceeded'].includes(reason);
}

function contextOf(parent: string | undefined): Context {
  const parsed = parseTraceparent(parent);
  if (!parsed) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = parsed;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}
