import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a MongoDB on which the answer to a commit can get lost. */
export async function wayToMongo(port: () => number) {
  const sockets = new Set<Socket>();
  let onCommit: (() => unknown) | undefined;
  const server = createServer((client) => {
    const mongo = connect(port(), '127.0.0.1');
    let lost = false;
    for (const [end, other] of [
      [client, mongo],
      [mongo, client],
    ] as const) {
      sockets.add(end);
      end.on('error', () => undefined).on('close', () => other.destroy());
    }
    client.on('data', (bytes) => {
      lost ||= onCommit !== undefined && bytes.includes('commitTransaction');
      mongo.write(bytes);
    });
    mongo.on('data', (bytes) => {
      if (!lost) return void client.write(bytes);
      onCommit?.();
      onCommit = undefined;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true&retryWrites=false`,
    /** Loses the answer to the next commit, after calling back. */
    loseCommit: (then: () => unknown = () => undefined) => void (onCommit = then),
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
