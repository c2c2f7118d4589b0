export { eventTypes, type EventTypeInfo } from './generated/event-types';
export { reasons, type ReasonCode, type ReasonInfo } from './generated/reasons';
export { matchRoute, routes } from './routes';
export { type RouteMatch } from './match-route';
export { type Access, type Route, type RouteMethod, type Segment } from './route';
export { registry } from './registry';
export { decodeRequest, type DecodedRequest, type RequestParts } from './decode-request';
export { type Violation } from './faults';
export { encodeResponse, messageFromJson, messageToJson, type EncodedResponse, type Pagination } from './codec';
