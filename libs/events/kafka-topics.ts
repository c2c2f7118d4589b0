import type { Kafka } from 'kafkajs';

const partitions = 6;
const config = [
  { name: 'retention.ms', value: String(7 * 24 * 3600 * 1000) },
  // An event carries a resource in full, and before an update once more.
  { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
];

/** Creates the topics that do not exist. The replication factor is the brokers' default: the operator's choice. */
export async function createTopics(kafka: Kafka, topics: string[]): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = topics
      .filter((topic) => !existing.has(topic))
      .map((topic) => ({ topic, numPartitions: partitions, configEntries: config }));
    if (missing.length) await admin.createTopics({ waitForLeaders: true, topics: missing });
  } finally {
    await admin.disconnect();
  }
}
