export * from './bus';
export * from './consumer';
export { redrive, type RedriveOptions } from './dead-letters';
export * from './in-process-bus';
export * from './kafka-bus';
export * from './outbox';
export * from './relay';
export * from './topics';
export { holdLease, type Lease } from './lease';
