import { connect } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { startHttpServer } from '../http-server';

it('requests and responses have from the start the prototypes that Express would give them', async () => {
  const app = express();
  const prototypes: unknown[] = [];
  // Stands before Express, which changes prototypes first of all.
  const spy = (req: Request, res: Response) => {
    prototypes.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res));
    app(req, res);
  };
  app.use((req, res) => void res.end(`${req.ip} ${req.method}`));
  const { request, response } = app;
  const server = await startHttpServer(Object.assign(spy, { request, response }) as unknown as Express, {
    host: '127.0.0.1',
    port: 0,
  });
  const answer = await fetch(`http://${server.address}/`);
  expect(await answer.text()).toBe('127.0.0.1 GET');
  expect(prototypes[0]).toBe(app.request);
  expect(prototypes[1]).toBe(app.response);
  await server.stop();
});

it('an answer that nobody reads is not at work for ever', async () => {
  const app = express();
  const closed = Promise.withResolvers<void>();
  app.use((_req, res) => {
    res.once('close', closed.resolve);
    res.end(Buffer.alloc(50_000_000));
  });
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0, silentMs: 200 });
  const [host, port] = server.address.split(':');
  const caller = connect(Number(port), host).pause();
  caller.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await closed.promise;
  caller.destroy();
  await server.stop();
});
