import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiClient,
  eventually,
  startReceiver,
  startTraceCollector,
  type TraceCollector,
  type WebhookReceiver,
} from '@fileonion/testing';
import { startTestStack, type RunningStack } from './running-stack';

const traceId = randomBytes(16).toString('hex');
const callerSpanId = randomBytes(8).toString('hex');

let stack: RunningStack;
let receiver: WebhookReceiver;
let collector: TraceCollector;
let received: string;

beforeAll(async () => {
  [receiver, collector] = await Promise.all([startReceiver(), startTraceCollector()]);
  stack = await startTestStack({ env: { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  const api = stack.api();
  await api.must('POST', '/api/v2/webhooks', { url: receiver.url, events: ['request.created'] });
  // A key that no gateway knows yet, so that the trace leads to where callers are known as well.
  const { key } = await api.must('POST', '/api/v2/api-keys', { name: 'Traced', scopes: ['full_access'] });

  const headers = { traceparent: `00-${traceId}-${callerSpanId}-01`, 'x-request-id': 'traced' };
  await apiClient(stack.facts().gateways[0]!, key).must('POST', '/api/v2/requests', { title: 'Traced' }, headers);
  const [call] = await eventually(() => {
    const calls = receiver.ofType('request.created');
    expect(calls).toHaveLength(1);
    return calls;
  });
  received = call!.headers['traceparent'] as string;
}, 120_000);
afterAll(() => Promise.all([stack?.stop(), receiver?.stop(), collector?.stop()]), 60_000);

test('a receiver of a webhook gets the trace of the call that caused the event', () => {
  expect(received).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
});

test('one trace id leads from the HTTP request to the attempt at the webhook in the logs of all processes', async () => {
  await eventually(() =>
    expect(logLines()).toEqual(
      expect.arrayContaining([
        'gateway: Answered',
        'keys: Served',
        'teams: Served',
        'requests: Served',
        'requests: Published',
        'webhooks: Consumed',
        'webhooks: Attempted a delivery',
      ]),
    ),
  );
});

test('the exported spans are one tree below the span of the caller, down to the attempt', async () => {
  const spans = () => collector.spans.filter((span) => span.traceId === traceId);
  await eventually(() => {
    const ids = new Set([callerSpanId, ...spans().map(({ spanId }) => spanId)]);
    expect(spans().filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([]);
    expect(ids).toContain(received.split('-')[2]);
  });
  const services = new Set(spans().map(({ service }) => service));
  expect([...services].sort()).toEqual(['gateway', 'keys', 'requests', 'teams', 'webhooks']);
});

/** The lines of every process that carry the trace id, each with its program. */
function logLines(): string[] {
  const files = readdirSync(stack.dataDir).filter((name) => name.endsWith('.log'));
  const lines = files.flatMap((name) => readFileSync(join(stack.dataDir, name), 'utf8').split('\n'));
  return lines.flatMap((line) => {
    if (!line.includes(traceId)) return [];
    const { name, msg } = JSON.parse(line);
    return [`${name}: ${msg}`];
  });
}
