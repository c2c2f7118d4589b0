import { AppError } from '@fileonion/errors';
import { createLogger } from '@fileonion/service-kit';
import express from 'express';
import { setCall, type Call } from '../call';
import { errors } from '../middleware/errors';
import { startHttpServer } from '../http-server';

const cause = new Error('certificate has expired');

it.each([
  [new AppError('unavailable', undefined, { cause }), 503],
  [new AppError('deadline_exceeded', undefined, { cause }), 504],
  [new AppError('internal', undefined, { cause }), 500],
  [cause, 500],
])('what lies behind %s is logged and not told', async (thrown, status) => {
  const { answered, lines } = await answerTo(thrown);
  expect(answered).toMatchObject({ error: { status } });
  expect(JSON.stringify(answered)).not.toContain(cause.message);
  expect(lines).toMatchObject([{ err: { message: cause.message }, requestId: 'r' }]);
});

it('a refusal of the caller’s own making is not logged as a failure', async () => {
  const { answered, lines } = await answerTo(new AppError('not_found'));
  expect(answered).toMatchObject({ error: { status: 404 } });
  expect(lines).toEqual([]);
});

/** How a failure is answered, and what is logged of it. */
async function answerTo(thrown: Error): Promise<{ answered: unknown; lines: unknown[] }> {
  const lines: unknown[] = [];
  const app = express();
  app.use((_req, res) => {
    setCall(res, { requestId: 'r', target: { kind: 'none' } } as unknown as Call);
    throw thrown;
  });
  app.use(errors(createLogger({ name: 'test', destination: { write: (line) => void lines.push(JSON.parse(line)) } })));
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
  try {
    return { answered: await (await fetch(`http://${server.address}/`)).json(), lines };
  } finally {
    await server.stop();
  }
}
