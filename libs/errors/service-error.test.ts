import { Metadata, status } from '@grpc/grpc-js';
import { reasons } from '@fileonion/contract';
import { AppError, fromServiceError, toServiceError } from '@fileonion/errors';

test.each(Object.values(reasons).filter(({ code }) => code !== 'internal'))(
  '$code crosses the wire as gRPC status $grpcCode',
  ({ code, grpcCode, title }) => {
    const sent = toServiceError(new AppError(code));
    expect(sent.code).toBe(grpcCode);
    expect(fromServiceError(sent)).toMatchObject({ reason: code, message: title, violations: [] });
  },
);

test.each([
  [status.UNAVAILABLE, 'unavailable', 1],
  [status.RESOURCE_EXHAUSTED, 'unavailable', 1],
  [status.DEADLINE_EXCEEDED, 'deadline_exceeded', undefined],
  [status.CANCELLED, 'deadline_exceeded', undefined],
  [status.UNKNOWN, 'internal', undefined],
  [status.UNIMPLEMENTED, 'internal', undefined],
])('a failure of the transport with status %d is %s, without its text', (code, reason, retryAfterSeconds) => {
  const failure = Object.assign(new Error('10.0.0.7:50051 refused'), { code, details: '10.0.0.7:50051 refused' });
  const error = fromServiceError(failure);
  expect(error).toMatchObject({ reason, retryAfterSeconds });
  expect(error.message).not.toContain('10.0.0.7');
});

test('details that are no message of ours are ignored', () => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from([0x1a, 0xff, 0x01]));
  const failure = Object.assign(new Error('x'), { code: status.UNAVAILABLE, details: 'x', metadata });
  expect(fromServiceError(failure).reason).toBe('unavailable');
  expect(fromServiceError(undefined).reason).toBe('internal');
});

test.each([
  ['one fault at a long name', [fault(`/headers/${'a'.repeat(100_000)}`, 'No such header.')]],
  ['many faults in wide characters', Array.from({ length: 1000 }, () => fault('/界'.repeat(500), '界'.repeat(500)))],
])('%s leave within the size of a header block, so that they break no connection', (_, violations) => {
  const sent = toServiceError(new AppError('validation_failed', '界'.repeat(10_000), { violations }));
  const [packed] = sent.metadata.get('grpc-status-details-bin') as [Buffer];
  expect(packed.toString('base64').length + encodeURI(sent.details).length).toBeLessThan(60_000);
  const received = fromServiceError(sent);
  expect(received.violations.length).toBeGreaterThan(0);
  expect(violations[0]!.pointer.startsWith(received.violations[0]!.pointer!)).toBe(true);
});

function fault(pointer: string, detail: string) {
  return { pointer, code: 'too_many', detail } as const;
}
