export { eventTypes, type EventTypeInfo } from './generated/event-types';
export { reasons, type ReasonCode, type ReasonInfo } from './generated/reasons';
export { matchRoute, routes } from './routes';
export { type Access, type Route } from './route';
export { decodeRequest } from './decode-request';
export { faultCodes, type FaultCode } from './fault-codes';
export { member, type Violation } from './faults';
export { encodeResponse, messageToJson, type EncodedResponse } from './codec';
export { eventSample, eventSchema, sampleOf } from './shapes';
