import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createPatience } from './patience';

describe('patience', () => {
  const patience = createPatience(300);

  it('ends with what it waited for', async () => {
    await expect(patience(Promise.resolve('done'))).resolves.toBe('done');
    await expect(patience(Promise.reject(new Error('away')))).rejects.toThrow('away');
  });

  it('ends for each by itself where nothing comes', async () => {
    const never = new Promise<never>(() => undefined);
    const both = await Promise.allSettled([patience(never), patience(never), patience(Promise.resolve())]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('does not end while the process is held up: an answer that came meanwhile is read', async () => {
    const server = createServer((socket) => socket.on('data', (data) => socket.write(data)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      const answer = patience(once(socket, 'data'));
      // It is sent only after that, as by a pipeline.
      setImmediate(() => socket.write('ping'));
      block(1_000);
      await expect(answer).resolves.toEqual([Buffer.from('ping')]);
    } finally {
      socket.destroy();
      server.close();
    }
  });
});

/** Keeps the process from everything else. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
