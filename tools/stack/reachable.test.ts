import { createServer, type AddressInfo, type Socket } from 'node:net';
import { checkKafka, checkMongo, checkRedis } from './reachable';

test('a server that takes the connection and stays silent is not waited for', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const checks = await Promise.allSettled([
    checkMongo(`mongodb://${place}/`),
    checkRedis(`redis://${place}`),
    checkKafka(place),
  ]);
  expect(checks).toMatchObject([
    { reason: { message: expect.stringMatching(/^MONGODB_URI cannot be reached: /) } },
    { reason: { message: `REDIS_URL cannot be reached: redis://${place} (no answer within 6 s)` } },
    { reason: { message: `KAFKA_BROKERS cannot be reached: ${place} (no answer within 6 s)` } },
  ]);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});
