import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to Redis that can be cut, blocked and watched. */
export interface RedisProxy extends AsyncDisposable {
  /** The URL that leads through it. */
  url: string;
  /** How often something was sent to Redis: with calls one after the other, the number of round trips. */
  sent: number;
  /** Cuts every connection and takes none, as when Redis has died. */
  cut(): void;
  /** Leaves connections open and answers nothing, as when Redis hangs. */
  block(): void;
  /** Lets everything through again. */
  restore(): void;
  stop(): Promise<void>;
}

/** Opens a way to the Redis at `target`. */
export async function startRedisProxy(target: string): Promise<RedisProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'blocked' = 'open';

  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const redis = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    client.on('data', (chunk) => {
      proxy.sent++;
      if (state !== 'blocked') redis.write(chunk);
    });
    redis.on('data', (chunk) => client.write(chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const proxy: RedisProxy = {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: 0,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    block: () => void (state = 'blocked'),
    restore: () => void (state = 'open'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  async function stop(): Promise<void> {
    proxy.cut();
    await new Promise((resolve) => server.close(resolve));
  }
  return proxy;
}
