import { startSpan } from '@fileonion/service-kit';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

test('without an exporter a hop still has a place of its own in the trace', () => {
  const { traceparent, end } = startSpan('hop', 'server', parent);
  expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-00$/);
  end({ failed: true, attributes: { code: 'internal' } });
});

test.each([undefined, '', 'nonsense'])('without a usable parent (%p) a hop begins a trace', (unusable) => {
  expect(startSpan('hop', 'client', unusable).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
