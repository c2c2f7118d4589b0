import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { aTeamEvent, eventually, startDnsServer, startReceiver } from '@fileonion/testing';
import { ForbiddenAddressError } from '../lookup';
import { anOwner, aWebhook } from './a-webhook';
import { startWebhooks } from './webhooks-under-test';

/** A server that treats each connection as it is told to. */
async function startRaw(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, port, connections: () => sockets.size, stop };
}

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 1000);
  socket.on('close', () => clearInterval(timer));
}

it('delays no healthy endpoint for those that hang, drip, reset, flood, or resolve to a private address', async () => {
  const hanging = await startRaw(() => {});
  const dripping = await startRaw(drip);
  const resetting = await startRaw((socket) => socket.resetAndDestroy());
  const flooding = await startRaw((socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(10_000_000)}`));
  const guarded = await startRaw((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
  );
  const dns = await startDnsServer((_name, question) => [question === 0 ? '127.0.0.1' : '10.0.0.1']);
  const service = await startWebhooks({ config: { WEBHOOK_DNS_SERVERS: [dns.server] } });
  const owner = anOwner(service);
  const receivers = await Promise.all([1, 2, 3].map(() => startReceiver()));
  for (const { url } of [hanging, hanging, dripping, resetting, flooding]) await aWebhook(service, url, {}, owner);
  const rebinding = await aWebhook(service, `http://rebinds.test:${guarded.port}/`, {}, owner);
  for (const { url } of receivers) await aWebhook(service, url, {}, owner);

  const published = new Map<string, number>();
  for (let n = 0; n < 40; n += 1) {
    const event = aTeamEvent(owner.organizationId);
    published.set(`evt_${event.id}`, Date.now());
    await service.publish(event);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await eventually(() => expect(receivers.map(({ calls }) => calls.length)).toEqual([40, 40, 40]), { within: 30_000 });
  const delays = receivers
    .flatMap(({ calls }) => calls.map(({ at, event }) => at - published.get(event.id)!))
    .sort((a, b) => a - b);
  // Behind one that hangs they would wait for its 15 seconds.
  expect(delays[Math.floor(delays.length * 0.99)]).toBeLessThan(5000);
  expect(guarded.connections()).toBe(1);
  // Whoever connected to the address would have waited for an answer, or found no way to it.
  const errors = (await rebinding.list({ limit: 100 })).flatMap(({ attempts }) => attempts.map(({ error }) => error));
  const refused = new ForbiddenAddressError().message;
  expect(new Set(errors)).toEqual(new Set([undefined, refused]));

  await service.stop();
  dns.stop();
  await Promise.all([...receivers, hanging, dripping, resetting, flooding, guarded].map(({ stop }) => stop()));
}, 60_000);
