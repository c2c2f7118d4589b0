import { performance } from 'node:perf_hooks';
import { durationBuckets, traceIdOf, type Logger, type Metrics } from '@fileonion/service-kit';
import type { RequestHandler } from 'express';
import { Histogram } from 'prom-client';
import { callOf } from '../call';
import { nameOf } from '../target';

/**
 * Counts and logs every call once it has been answered. Routes stand under their template and never under the path,
 * which may hold the token of a link.
 */
export function observe(logger: Logger, { registry }: Metrics): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Calls answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers: [registry],
  });
  // This line has fields that are known and hold no secret; to look for some would cost 30 times as much as the rest.
  const lines = logger.child({}, { redact: [] });
  return (req, res, next) => {
    res.once('close', () => {
      const { requestId, traceparent, endSpan, arrivedAt, target, principal } = callOf(res);
      const ms = performance.now() - arrivedAt;
      // A caller who went away has seen no status.
      const status = res.writableFinished ? res.statusCode : 0;
      const route = nameOf(target);
      duration.observe({ method: req.method, route, status }, ms / 1000);
      endSpan({ failed: status >= 500, attributes: { 'http.response.status_code': status } });
      const { organizationId, apiKey } = principal ?? {};
      const ids = { requestId, traceId: traceIdOf(traceparent), organizationId, keyId: apiKey?.id };
      lines.info({ ...ids, method: req.method, route, status, ms: Math.round(ms) }, 'Answered');
    });
    next();
  };
}
