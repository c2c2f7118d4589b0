import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { addressRules, parseRange } from './address';

const none = addressRules([]);

// IANA's special-purpose registries, multicast, and what clouds answer metadata at.
const refusedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '168.63.129.16/32',
];
const refusedV6 = [
  '::/96',
  '::1/128',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:2::/48',
  '2001:10::/28',
  '2001:20::/28',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
];
const publicV4 = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '11.0.0.1',
  '169.253.1.1',
];
const publicV6 = ['2606:4700:4700::1111', '2a00:1450:4001:830::200e', '2400:cb00::1'];

it.each([...publicV4, ...publicV6])('allows the public address %s', (address) => {
  expect(none.allows(address)).toBe(true);
});

it.each(refusedV4)('refuses every address of %s, in every spelling', (range) => {
  fc.assert(
    fc.property(addressWithin(range), (bytes) => {
      for (const spelling of spellingsOf(bytes)) expect([spelling, none.allows(spelling)]).toEqual([spelling, false]);
    }),
  );
});

it.each(refusedV6)('refuses every address of %s', (range) => {
  fc.assert(
    fc.property(addressWithin(range), (bytes) => {
      const address = ipaddr.fromByteArray(bytes);
      expect(none.allows(address.toString())).toBe(false);
      expect(none.allows(address.toNormalizedString())).toBe(false);
    }),
  );
});

it('refuses what is no address', () => {
  for (const text of ['', 'localhost', 'example.com', '1.2.3.4.5', ':::', '1.1.1.1/8'])
    expect(none.allows(text)).toBe(false);
});

it('opens the ranges that the operator names, in mapped forms too, and nothing beside them', () => {
  const rules = addressRules(['127.0.0.0/8', 'fd00::/16'].map(parseRange));
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', 'fd00::1']) {
    expect([address, rules.allows(address), rules.opened(address)]).toEqual([address, true, true]);
  }
  for (const address of ['10.0.0.1', '::1', 'fd01::1', '169.254.169.254'])
    expect([address, rules.allows(address)]).toEqual([address, false]);
  expect([rules.allows('1.1.1.1'), rules.opened('1.1.1.1')]).toEqual([true, false]);
});

/** Bytes of an arbitrary address of a range. */
function addressWithin(range: string) {
  const [network, bits] = ipaddr.parseCIDR(range);
  const base = network.toByteArray();
  return fc.uint8Array({ minLength: base.length, maxLength: base.length }).map((noise) =>
    base.map((byte, index) => {
      const kept = Math.min(8, Math.max(0, bits - index * 8));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) | (noise[index]! & ~mask & 0xff);
    }),
  );
}

/** An IPv4 address as itself, mapped, and behind a translator; dotted and in hexadecimal. */
function spellingsOf(bytes: number[]): string[] {
  const dotted = bytes.join('.');
  const hex = Buffer.from(bytes)
    .toString('hex')
    .replace(/(.{4})/, '$1:');
  return [
    dotted,
    `::ffff:${dotted}`,
    `::ffff:${hex}`,
    `0:0:0:0:0:FFFF:${hex.toUpperCase()}`,
    `64:ff9b::${dotted}`,
    `64:ff9b::${hex}`,
  ];
}
