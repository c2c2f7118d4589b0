import { addressGroup, callerAddress } from './caller-address';

describe('callerAddress', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['10.0.0.1:4711', '10.0.0.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
  ])('writes %s as %s', (address, canonical) => {
    expect(callerAddress(address, '192.0.2.1')).toBe(canonical);
  });

  it.each(['', 'unknown', '10.0.0.1:x', '[10.0.0.1', '"; drop', undefined])(
    'falls back to the peer for %p',
    (forwarded) => {
      expect(callerAddress(forwarded, '::ffff:192.0.2.1')).toBe('192.0.2.1');
    },
  );

  it('is empty once the socket is gone', () => {
    expect(callerAddress(undefined, undefined)).toBe('');
  });
});

describe('addressGroup', () => {
  it('keeps an IPv4 address', () => {
    expect(addressGroup('192.0.2.7')).toBe('192.0.2.7');
  });

  it('counts the addresses of one /64 as one', () => {
    expect(addressGroup('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressGroup('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
  });
});
