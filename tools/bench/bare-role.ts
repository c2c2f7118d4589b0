import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Pool } from 'undici';
import type { Role } from './child-role';

/** What to post, how often. */
export interface BareLoop {
  url: string;
  body: Buffer;
  count: number;
  /** How many calls may be in flight. */
  concurrency: number;
}

// As many calls as the engine makes at once for one organization, each on a connection of its own.
const connectionCount = 15;

/** Signs and posts the same bytes as the engine, and does nothing else: no queue, no order, no record. */
export function bareRole(): Role {
  const key = createSecretKey(randomBytes(32));
  return {
    async run({ url, body, count, concurrency }: BareLoop): Promise<void> {
      const { origin, pathname: path } = new URL(url);
      const pool = new Pool(origin, { connections: connectionCount });
      let sent = 0;
      async function keepSending(): Promise<void> {
        while (sent < count) {
          const headers = headersOf(key, `evt_${(sent += 1)}`, body);
          const answer = await pool.request({ method: 'POST', path, headers, body });
          await answer.body.dump();
        }
      }
      await Promise.all(Array.from({ length: concurrency }, keepSending));
      await pool.close();
    },
    stop: () => undefined,
  };
}

/** Two signatures, as docs/webhooks.md describes them. */
function headersOf(key: KeyObject, id: string, body: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const ours = createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex');
  const standard = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    'content-type': 'application/json',
    'x-fileonion-signature': `t=${timestamp},v1=${ours}`,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${standard}`,
  };
}
