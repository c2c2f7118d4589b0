import { Principal } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import { createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { createMetrics, requestContext, type RequestContext } from '@fileonion/service-kit';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { createOutbox } from '../outbox';
import { outboxModel } from '../outbox-row';

export const logger = pino({ level: 'silent' });

/** A database of the test's own with an outbox, and a way to commit facts to it. */
export async function outboxDatabase() {
  const mongo = await openMongo({ uri: process.env.MONGODB_URI ?? '', database: `test-${uuidv7()}`, logger });
  const { connection } = mongo;
  const outbox = createOutbox(connection);
  const metrics = createMetrics({ service: 'test' });
  const unitOfWork = createUnitOfWork({ connection, secret: Buffer.alloc(32), logger });
  await modelsReady(connection);

  return {
    connection,
    unitOfWork,
    outbox,
    metrics,
    rows: outboxModel(connection),
    /** Commits one event of an aggregate. */
    commit: (aggregateId: string, seq: number) =>
      unitOfWork(aCall(), (tx) =>
        outbox.emit(tx, {
          type: EventType.TEAM_UPDATED,
          aggregateId,
          seq,
          resource: ['fileonion.teams.v2.Team', Buffer.from('team')],
        }),
      ),
    async drop() {
      await connection.dropDatabase();
      await mongo.close();
    },
  };
}

/** The context of a call by some user of some organization. */
export function aCall(): RequestContext {
  return requestContext({
    requestId: 'req_1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ip: '192.0.2.1',
    deadline: Date.now() + 15_000,
    signal: AbortSignal.timeout(15_000),
    caller: Principal.fromPartial({ organizationId: uuidv7(), userId: uuidv7() }),
    logger,
  });
}
