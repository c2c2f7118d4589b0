export { eventTypes, type EventTypeInfo } from './generated/event-types';
export { reasons, type ReasonCode, type ReasonInfo } from './generated/reasons';
export { matchRoute, routes } from './routes';
export { type RouteMatch } from './match-route';
export { type Access, type Route, type RouteMethod, type Segment } from './route';
export { registry } from './registry';
