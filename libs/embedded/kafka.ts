import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { installed } from './install/installed';
import { java } from './install/kafka-jars';
import { ensurePrerequisites } from './install/prerequisite';
import { run } from './install/run';
import { kafkaProperties } from './kafka-properties';
import { OneLineError } from './one-line-error';
import { freePort } from './ports';
import { startServer, type EmbeddedOptions, type EmbeddedServer } from './start-server';

/** Keeps Java small and quick to start. */
const javaFlags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** Starts Kafka as a single KRaft node; its uri is host:port. */
export async function startKafka({ dataDir, port }: EmbeddedOptions): Promise<EmbeddedServer> {
  await ensurePrerequisites([java]);
  const classPath = join(await installed('kafka'), 'libs', '*');
  const properties = join(dataDir, 'kafka.properties');
  return startServer(
    { dataDir, port },
    {
      name: 'Kafka',
      uri: (chosen) => `127.0.0.1:${chosen}`,
      async command(chosen) {
        writeFileSync(properties, kafkaProperties(chosen, await freePort(), join(dataDir, 'logs')));
        await format(classPath, properties, dataDir);
        return {
          command: 'java',
          args: ['-Xms128m', '-Xmx512m', ...javaFlags, '-cp', classPath, 'kafka.Kafka', properties],
        };
      },
      probe: describeCluster,
    },
  );
}

/** Formats a new data folder under another name first, so that one that was cut short is never taken for a good one. */
async function format(classPath: string, properties: string, dataDir: string): Promise<void> {
  const logs = join(dataDir, 'logs');
  if (existsSync(logs)) return;
  const partial = join(dataDir, 'logs.partial');
  rmSync(partial, { recursive: true, force: true });
  const partialProperties = `${properties}.partial`;
  writeFileSync(partialProperties, kafkaProperties(1, 2, partial));
  const tool = [...javaFlags, '-cp', classPath, 'kafka.tools.StorageTool', 'format'];
  try {
    await run('java', ['-Xmx256m', ...tool, '-t', 'ZmlsZW9uaW9uLWVtYmVkZA', '-c', partialProperties]);
  } catch (error) {
    throw new OneLineError(`Kafka could not lay out ${dataDir}: ${(error as Error).message}`);
  }
  rmSync(partialProperties);
  renameSync(partial, logs);
}

async function describeCluster(uri: string): Promise<void> {
  const kafka = new Kafka({
    brokers: [uri],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 2000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}
