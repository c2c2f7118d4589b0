export * from './bus';
export * from './in-process-bus';
export * from './outbox';
export * from './topics';
