import { startDnsServer } from '@fileonion/testing';
import { startBadSink } from './sink';

/** A name that at first resolves to an address that may be called, and from the second look-up on to a private one. */
export interface Rebinding {
  url: string;
  /** The name server that says so. */
  dnsServer: string;
  lookUps(): number;
  /** Connections to the private address, of which there may be none. */
  passed(): number;
  stop(): Promise<unknown>;
}

// Every address of this network is the machine itself; the service may call the first only.
const privateAddress = '127.0.0.2';

// The next call needs a connection of its own, and so a look-up.
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** Starts a receiver at the first address, and one at the private address that counts who gets there. */
export async function startRebinding(): Promise<Rebinding> {
  let [lookUps, passed] = [0, 0];
  const allowed = await startBadSink((socket) => socket.once('data', () => socket.end(answer)));
  const port = Number(new URL(allowed.url).port);
  const guarded = await startBadSink(
    (socket) => {
      passed += 1;
      socket.end(answer);
    },
    { host: privateAddress, port },
  );
  const dns = await startDnsServer(() => (lookUps++ === 0 ? ['127.0.0.1'] : [privateAddress]));
  return {
    url: `http://rebinds.test:${port}/`,
    dnsServer: dns.server,
    lookUps: () => lookUps,
    passed: () => passed,
    async stop() {
      dns.stop();
      await Promise.all([allowed.stop(), guarded.stop()]);
    },
  };
}
