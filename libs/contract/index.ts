export { eventTypes, type EventTypeInfo } from './generated/event-types';
export { reasons, type ReasonCode, type ReasonInfo } from './generated/reasons';
