import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@fileonion/errors';
import { rawFailure } from './envelope';
import { newRequestId } from './middleware/request-id';

/** Requests whose callers wait for leave to send the body. */
export const waitsForLeave = new WeakSet<IncomingMessage>();

/** Gives the envelope also to what never becomes a request: what the parser refuses, or what Node answers by itself. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answering = (socket as { _httpMessage?: ServerResponse })._httpMessage;
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    // What comes behind a whole request takes nothing from its answer, which is the last on the connection.
    else if (answering?.req.complete) endAfter(answering, socket);
    else if (answering?.headersSent) socket.destroy();
    else refuse(socket, faults[error.code ?? ''] ?? 'This is not HTTP/1.1.');
  });
  server.on('connect', (_req, socket) => refuse(socket, 'This server is no proxy.'));
  // Leave to send the body is given when it is wanted. Until then a refusal must end the connection, because nobody
  // knows whether a body will follow it.
  server.on('checkContinue', (req, res) => {
    res.shouldKeepAlive = false;
    waitsForLeave.add(req);
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

/** Node ends the connection after an answer that says so, which it is too late for once the headers are on their way. */
function endAfter(answer: ServerResponse, socket: Duplex): void {
  if (answer.shouldKeepAlive && answer.headersSent) answer.once('finish', () => socket.end());
  answer.shouldKeepAlive = false;
}

function refuse(socket: Duplex, detail: string): void {
  if (socket.writableEnded) return;
  socket.on('error', () => socket.destroy());
  socket.end(rawFailure(newRequestId(), new AppError('malformed_request', detail)));
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
