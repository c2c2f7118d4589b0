import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses, such as `10.0.0.0/8`. */
export type AddressRange = [Address, number];

/** Decides which addresses may be called. */
export interface AddressRules {
  /** Whether an address, in any spelling, may be called. */
  allows(address: string): boolean;
  /** Whether the operator opened a range with this address; plain http is for those only. */
  opened(address: string): boolean;
  /** Whether the operator opened any range. */
  opensAny: boolean;
}

// What hosts of clouds answer about themselves, at an address that looks public.
const metadata = ipaddr.parse('168.63.129.16');
const globalUnicast = ipaddr.parseCIDR('2000::/3');
const nat64 = ipaddr.parseCIDR('64:ff9b::/96');

/** Only public addresses may be called, and those in ranges that the operator opened. */
export function addressRules(openRanges: AddressRange[]): AddressRules {
  const opened = (address: Address) => openRanges.some((range) => isWithin(address, range));
  return {
    allows: (text) => within(text, (address) => isPublic(address) || opened(address)),
    opened: (text) => within(text, opened),
    opensAny: openRanges.length > 0,
  };
}

/** @throws where the text is no range. */
export function parseRange(text: string): AddressRange {
  const [address, bits] = ipaddr.parseCIDR(text.trim());
  return [address, bits];
}

function within(text: string, rule: (address: Address) => boolean): boolean {
  return ipaddr.isValid(text) && rule(ipv4Within(ipaddr.parse(text)));
}

/** The IPv4 address that an IPv6 address stands for; others as they are. */
function ipv4Within(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  // A translator sends these to IPv4, and names get them in networks that have nothing else.
  if (isWithin(address, nat64)) return ipaddr.fromByteArray(address.toByteArray().slice(12));
  return address;
}

/** Everything that is not surely public is refused: 6to4, Teredo and other tunnels, documentation, what is reserved. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4
    ? !address.match(metadata as ipaddr.IPv4, 32)
    : isWithin(address, globalUnicast);
}

function isWithin(address: Address, [network, bits]: AddressRange): boolean {
  return address.kind() === network.kind() && (address as ipaddr.IPv6).match(network as ipaddr.IPv6, bits);
}
