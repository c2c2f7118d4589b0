import type { Logger } from '@fileonion/service-kit';
import { createConnection, type Connection } from 'mongoose';

/** A service's own database. */
export interface Mongo {
  connection: Connection;
  /** Whether the server answers. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

const connectAttempts = 30;
/** How long a server is looked for before it counts as away. */
export const selectionMs = 2_000;

/**
 * Opens a connection of its own (never mongoose's global one, so that several services can live in one process). Waits
 * for a server that is not there yet, but not for ever.
 */
export async function openMongo(options: { uri: string; database: string; logger: Logger }): Promise<Mongo> {
  const connection = await connect(options);
  return {
    connection,
    ready: () => answers(connection),
    close: () => connection.close(),
  };
}

/**
 * Opens a service's database together with what works on it, its collections and indexes made.
 *
 * @param make gives what works on it; every model is made there
 */
export async function openDatabase<Parts extends object>(
  options: { uri: string; database: string; logger: Logger },
  make: (connection: Connection) => Parts,
): Promise<Mongo & Parts> {
  const mongo = await openMongo(options);
  try {
    const parts = make(mongo.connection);
    await modelsReady(mongo.connection);
    return { ...mongo, ...parts };
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

/** Makes the collections and indexes of every model on the connection; call it after the models are made. */
export async function modelsReady(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) await model.init();
}

async function connect({
  uri,
  database,
  logger,
}: {
  uri: string;
  database: string;
  logger: Logger;
}): Promise<Connection> {
  for (let attempt = 1; ; attempt += 1) {
    const connection = createConnection(uri, {
      dbName: database,
      bufferCommands: false,
      // Bytes are read as the Buffers that they were written as.
      promoteBuffers: true,
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority', journal: true },
      // A read without a server is told so while its caller still waits; a write tries again until its deadline.
      serverSelectionTimeoutMS: selectionMs,
      // The monitor times out by it too, and cuts calls in use: no tighter than a busy machine needs.
      connectTimeoutMS: 5_000,
      waitQueueTimeoutMS: 5_000,
      // Longer than any deadline: it frees the connection of a call that nobody waits for any more.
      socketTimeoutMS: 20_000,
      maxPoolSize: 50,
    });
    try {
      return await connection.asPromise();
    } catch (error) {
      await connection.close(true).catch(() => undefined);
      if (attempt === connectAttempts) throw error;
      logger.warn({ err: error, database }, 'MongoDB cannot be reached, trying again');
    }
  }
}

async function answers(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.admin().command({ ping: 1 }, { timeoutMS: 2_000 });
    return connection.db !== undefined;
  } catch {
    return false;
  }
}
