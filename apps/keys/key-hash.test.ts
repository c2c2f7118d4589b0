import { digestOfApiKey } from '@fileonion/service-kit';
import { hashesOf, parsePeppers } from './key-hash';

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64');

test('the first pepper signs, each has a hash of its own', () => {
  const peppers = parsePeppers(`new:${secret(1)}, old:${secret(2)}`);
  const [first, second] = hashesOf(peppers, digestOfApiKey('fo_live_x'));
  expect(first).toMatch(/^new:[\w-]{43}$/);
  expect(second).toMatch(/^old:[\w-]{43}$/);
  expect(first!.slice(4)).not.toBe(second!.slice(4));
  expect(hashesOf(peppers, digestOfApiKey('fo_live_y'))[0]).not.toBe(first);
});

test.each(['', 'x', `1:${Buffer.alloc(8).toString('base64')}`, `1:${secret(1)},`, `1:${secret(1)},1:${secret(2)}`])(
  '%p is refused, without showing it',
  (input) => {
    expect(() => parsePeppers(input)).toThrow(/^(is not a list|has an id twice)/);
  },
);
