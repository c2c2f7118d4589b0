import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Role } from './child-role';

/** The least that an Express server can do. */
export function helloRole(): Role {
  let server: Server;
  return {
    async start(): Promise<string> {
      const app = express();
      app.get('/', (_request, response) => void response.json({ hello: 'world' }));
      await new Promise<void>((resolve) => (server = app.listen(0, '127.0.0.1', () => resolve())));
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    stop: () => void server.closeAllConnections(),
  };
}
