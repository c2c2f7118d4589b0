import type { Access } from '@fileonion/contract';
import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import type { RequestHandler } from 'express';
import { callOf } from '../call';
import { requireTarget } from '../refusals';

/** Route and method, then plan and feature, then scope, then role: the first that is not met is the answer. */
export const authorize: RequestHandler = (_req, res, next) => {
  const { target, principal } = callOf(res);
  requireTarget(target);
  if (target.kind === 'route' && principal) checkAccess(target.route.access, principal);
  next();
};

const plans = ['personal', 'professional', 'enterprise'];

/** Throws what an access rule has against a caller. */
export function checkAccess(access: Access, principal: Principal): void {
  if (access.public) return;
  checkPlan(access, principal);
  checkFeature(access, principal);
  checkScope(access, principal);
  checkRole(access, principal);
}

function checkPlan({ minimumPlan }: Access, { plan, apiKey }: Principal): void {
  const rank = plans.indexOf(plan.toLowerCase());
  if (apiKey && rank < plans.indexOf('professional')) {
    throw new AppError('plan_required', 'API keys need the plan professional or enterprise.');
  }
  if (minimumPlan && rank < plans.indexOf(minimumPlan)) {
    throw new AppError('plan_required', `This needs the plan ${plans.slice(plans.indexOf(minimumPlan)).join(' or ')}.`);
  }
}

function checkFeature({ feature }: Access, { features }: Principal): void {
  if (!feature || features.some((name) => name.toLowerCase() === feature)) return;
  throw new AppError('feature_disabled', `The organization has switched the feature ${feature} off.`);
}

/** Sessions carry no scopes; there the role decides alone. */
function checkScope({ anyOf }: Access, { apiKey }: Principal): void {
  if (!apiKey || anyOf.length === 0) return;
  const sufficient = [...new Set([...anyOf, 'full_access'])];
  if (apiKey.scopes.some((scope) => sufficient.includes(scope.toLowerCase()))) return;
  throw new AppError('insufficient_scope', `The API key needs one of these scopes: ${sufficient.join(', ')}.`);
}

function checkRole({ roles }: Access, { role }: Principal): void {
  if (roles.length === 0 || roles.includes(role.toLowerCase())) return;
  throw new AppError('role_required', `This is for the role ${roles.join(' or ')}.`);
}
