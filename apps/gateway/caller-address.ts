import ipaddr from 'ipaddr.js';

/**
 * The canonical form of a caller's address, so that one machine has one spelling: `::ffff:10.0.0.1` is `10.0.0.1`.
 * `forwarded` is what the proxies say, some of them with the port; where that is no address, `peer`, the socket's, counts.
 */
export function callerAddress(forwarded: string | undefined, peer: string | undefined): string {
  const address = [forwarded && withoutPort(forwarded), peer].find(
    (candidate) => candidate !== undefined && ipaddr.isValid(candidate),
  );
  return address === undefined ? '' : ipaddr.process(address).toString();
}

function withoutPort(text: string): string {
  const [, inBrackets, beforePort] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return inBrackets ?? beforePort ?? text;
}

/** Under what an address is counted. Whoever has an IPv6 address has its whole /64, so that is what is limited. */
export function addressGroup(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const prefix = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${prefix.map((part) => part.toString(16)).join(':')}::/64`;
}
