import { compileRoutes } from './compile-routes';
import { createRouteMatcher } from './match-route';
import { registry } from './registry';

/** Every public method, literal before variable. */
export const routes = compileRoutes(registry);

/** Finds the route of a method and path. */
export const matchRoute = createRouteMatcher(routes);
