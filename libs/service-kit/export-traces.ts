import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/**
 * Exports the spans of this process from now on. Address, headers and the like are read by the exporter itself, from the
 * variables `OTEL_EXPORTER_OTLP_…` of the OpenTelemetry specification.
 *
 * @returns what sends the rest, when the program ends.
 */
export function exportTraces(service: string, sampleRatio: number): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'fileonion' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: 1000 })],
  });
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
