import { childTraceparent } from './traceparent';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

test('a child belongs to the same trace, with a span of its own', () => {
  expect(childTraceparent(parent)).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-00$/);
});

test.each([undefined, '', 'x', `${parent}-x`, parent.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
  'an unusable parent (%p) starts a new trace',
  (unusable) => {
    expect(childTraceparent(unusable)).toMatch(/^00-(?!0af765)[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  },
);
