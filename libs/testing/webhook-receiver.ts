import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './json';

/** A call that a receiver got. */
export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The raw body, as it was signed. */
  body: string;
  /** The body's JSON; undefined for another kind of body. */
  event: Json;
  /** Epoch milliseconds of arrival. */
  at: number;
}

/** How a receiver answers; `undefined` means 200 at once. */
export type ReceiverAnswer = { status: number; headers?: Record<string, string>; body?: string } | undefined;

/** An HTTP server on the loopback address that keeps what it receives. */
export interface WebhookReceiver {
  url: string;
  calls: ReceivedCall[];
  /** The calls whose body has this `type`. */
  ofType(type: string): ReceivedCall[];
  stop(): Promise<void>;
}

/** Starts a receiver on a free port; `answer` decides how it reacts to the call of a given number, from 0. */
export async function startReceiver(
  answer: (call: ReceivedCall, index: number) => ReceiverAnswer | Promise<ReceiverAnswer> = () => undefined,
): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = request;
    const event = headers['content-type']?.includes('json') && body !== '' ? JSON.parse(body) : undefined;
    const call = { method, path, headers, body, event, at: Date.now() };
    const index = calls.push(call) - 1;
    const { status = 200, headers: extra = {}, body: text = '' } = (await answer(call, index)) ?? {};
    response.writeHead(status, extra).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    calls,
    ofType: (type) => calls.filter(({ event }) => event?.type === type),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
