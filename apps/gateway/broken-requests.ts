import type { OutgoingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@fileonion/errors';
import { rawFailure } from './envelope';
import { newRequestId } from './middleware/request-id';

/** Gives the envelope also to what never becomes a request: what the parser refuses, or what Node answers by itself. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answering = (socket as { _httpMessage?: OutgoingMessage })._httpMessage;
    if (!socket.writable || error.code === 'ECONNRESET' || answering?.headersSent) socket.destroy();
    else refuse(socket, faults[error.code ?? ''] ?? 'This is not HTTP/1.1.');
  });
  server.on('connect', (_req, socket) => refuse(socket, 'This server is no proxy.'));
  // Leave to send the body is given when it is wanted. Until then a refusal must end the connection, because nobody
  // knows whether a body will follow it.
  server.on('checkContinue', (req, res) => {
    res.shouldKeepAlive = false;
    server.emit('request', req, res);
  });
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
}

const faults: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The headers are longer than 16 KiB.',
  HPE_INVALID_METHOD: 'There is no such method.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

/** How long what the caller still sends is read, so that the answer is not lost with a reset connection. */
const lingerMs = 1_000;

function refuse(socket: Duplex, detail: string): void {
  if (socket.writableEnded) return;
  socket.on('error', () => socket.destroy());
  socket.end(rawFailure(newRequestId(), new AppError('malformed_request', detail)));
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
