import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import type { AddressRules } from './address';
import { ForbiddenAddressError, guardedLookup, type Resolve } from './lookup';
import { addressOf } from './target-url';

/** A call to make. */
export interface OutgoingCall {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | string;
  signal: AbortSignal;
}

/** What came back. */
export interface OutgoingAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The first 4 KiB of the body, or more where more was asked for. */
  body: Buffer;
}

/** Makes calls to other systems, under the rules about addresses. It follows no redirect. */
export interface HttpClient {
  call(call: OutgoingCall, mostBytes?: number): Promise<OutgoingAnswer>;
  close(): Promise<void>;
}

const MOST_ORIGINS = 500;
const CONNECT_MS = 10_000;
const HEADER_BYTES = 16 * 1024;
const BODY_BYTES = 4096;
const BODY_MS = 1000;

/** Keeps a pool of connections for each origin, of which the least used are closed. */
export function createHttpClient({ rules, resolve }: { rules: AddressRules; resolve: Resolve }): HttpClient {
  const pools = new LRUCache<string, Pool>({ max: MOST_ORIGINS, dispose: (pool) => void pool.close() });

  function poolFor({ origin, protocol }: URL): Pool {
    const existing = pools.get(origin);
    if (existing) return existing;
    const lookup = guardedLookup(resolve, rules, protocol === 'http:');
    const pool = new Pool(origin, {
      connect: { lookup, timeout: CONNECT_MS },
      maxHeaderSize: HEADER_BYTES,
    });
    pools.set(origin, pool);
    return pool;
  }

  return {
    async call({ method, url, headers, body, signal }, mostBytes = BODY_BYTES) {
      const target = new URL(url);
      checkAddress(target, rules);
      const path = target.pathname + target.search;
      const answer = await poolFor(target).request({ method, path, headers, body, signal });
      return { status: answer.statusCode, headers: answer.headers, body: await beginningOf(answer.body, mostBytes) };
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

/** Reads so much of a body and for so long, and cuts the connection where there is more: the status has decided. */
async function beginningOf(body: AsyncIterable<Buffer> & { destroy(): unknown }, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => body.destroy(), BODY_MS);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) break;
    }
  } catch {
    // A body that ends too early, or too late, is as long as it is.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}
