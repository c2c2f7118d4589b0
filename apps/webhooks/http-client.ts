import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import type { AddressRules } from './address';
import { ForbiddenAddressError, guardedLookup, type Resolve } from './lookup';
import { sendAndRead, type BodyBounds, type OutgoingAnswer } from './outgoing-answer';
import { addressOf } from './target-url';

/** A call to make. */
interface OutgoingCall {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | string;
  signal: AbortSignal;
}

/** Makes calls to other systems, under the rules about addresses. It follows no redirect. */
export interface HttpClient {
  /** Reads 4 KiB of the answer's body for a second, unless told otherwise. */
  call(call: OutgoingCall, bounds?: Partial<BodyBounds>): Promise<OutgoingAnswer>;
  close(): Promise<void>;
}

const mostOrigins = 500;
const connectMs = 10_000;
const headerBytes = 16 * 1024;
const bodyBounds: BodyBounds = { bytes: 4096, ms: 1000 };

/** Keeps a pool of connections for each origin, of which the least used are closed. */
export function createHttpClient({ rules, resolve }: { rules: AddressRules; resolve: Resolve }): HttpClient {
  const pools = new LRUCache<string, Pool>({ max: mostOrigins, dispose: (pool) => void pool.close() });

  /** An origin has a pool if its address, where it is one, has passed the rules, which stay as they are. */
  function poolFor(url: URL): Pool {
    const { origin, protocol } = url;
    const existing = pools.get(origin);
    if (existing) return existing;
    checkAddress(url, rules);
    const lookup = guardedLookup(resolve, rules, protocol === 'http:');
    const pool = new Pool(origin, {
      connect: { lookup, timeout: connectMs },
      maxHeaderSize: headerBytes,
      // A call that is given up takes its connection with it, so that the next one does not meet the same silence. In
      // HTTP/2 all would share one, also those of several organizations to the same host.
      allowH2: false,
    });
    pools.set(origin, pool);
    return pool;
  }

  return {
    async call({ method, url, headers, body, signal }, bounds) {
      const target = new URL(url);
      const path = target.pathname + target.search;
      return sendAndRead(poolFor(target), { method, path, headers, body }, signal, { ...bodyBounds, ...bounds });
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** A host that is an address is connected to without a look-up. */
function checkAddress(url: URL, rules: AddressRules): void {
  const address = addressOf(url);
  if (address === undefined) return;
  if (!(url.protocol === 'http:' ? rules.opened(address) : rules.allows(address))) throw new ForbiddenAddressError();
}
