import { Resolver, type LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import type { LookupFunction } from 'node:net';
import type { AddressRules } from './address';

/** Thrown at the attempt to connect to an address that must not be called. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  constructor() {
    super('the host resolves to an address that is not allowed');
  }
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Asks DNS servers, the system's unless others are given. It does without the system's own look-up, of which only four
 * run at a time: a slow name server would hold up the names of others.
 */
export function createResolve(servers: string[]): Resolve {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers.length) resolver.setServers(servers);
  const resolve4 = promisify(resolver.resolve4.bind(resolver) as (name: string, done: Done) => void);
  const resolve6 = promisify(resolver.resolve6.bind(resolver) as (name: string, done: Done) => void);

  return async (hostname) => {
    if (/(^|\.)localhost\.?$/.test(hostname)) return [{ address: '127.0.0.1', family: 4 }];
    const [v4, v6] = await Promise.allSettled([resolve4(hostname), resolve6(hostname)]);
    if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
    return [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
  };
}

type Done = (error: NodeJS.ErrnoException | null, addresses: string[]) => void;

/**
 * The `lookup` of a connection: the addresses that it gives have passed the rules, and are the ones connected to. One
 * address that is not allowed refuses the name. Over plain http only addresses that the operator opened will do.
 */
export function guardedLookup(resolve: Resolve, rules: AddressRules, plain: boolean): LookupFunction {
  const passes = plain ? rules.opened : rules.allows;
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => passes(address))) callback(new ForbiddenAddressError(), '', 0);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function addressesOf(answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}
