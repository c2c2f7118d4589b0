import type { Kafka, Producer } from 'kafkajs';
import type { BusMessage } from './bus';

/** Sends messages; idempotent and with one request in flight, so that retries neither double nor reorder. */
export function createKafkaProducer(kafka: Kafka) {
  let current: Promise<Producer> | undefined;

  async function connect(): Promise<Producer> {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    await producer.connect();
    return producer;
  }

  /** Sequence numbers may have come apart from the broker's: the next send gets a new producer. */
  async function drop(): Promise<void> {
    const dropped = current;
    current = undefined;
    await dropped?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  return {
    async send(topic: string, messages: BusMessage[]): Promise<void> {
      try {
        current ??= connect();
        const producer = await current;
        const bytes = messages.map((message) => ({ ...message, value: Buffer.from(message.value) }));
        await producer.send({ topic, acks: -1, timeout: 10_000, messages: bytes });
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: drop,
  };
}
