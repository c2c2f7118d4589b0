import type { BaseConfig, Logger } from '@fileonion/service-kit';
import type { EventBus } from './bus';
import { createKafkaBus } from './kafka-bus';

type KafkaConfig = Pick<BaseConfig, 'KAFKA_BROKERS' | 'NAMESPACE'>;

/** How a program starts a service with a bus over Kafka, which is closed once the service has stopped. */
export function onKafka<C extends KafkaConfig, Service extends { stop(): Promise<void> }>(
  clientId: string,
  start: (config: C, parts: { bus: EventBus }) => Promise<Service>,
): (config: C, logger: Logger) => Promise<Service> {
  return async (config, logger) => {
    const { KAFKA_BROKERS: brokers, NAMESPACE: namespace } = config;
    const bus = createKafkaBus({ brokers, namespace, clientId, logger });
    const service = await start(config, { bus });
    return { ...service, stop: () => service.stop().finally(() => bus.close()) };
  };
}
