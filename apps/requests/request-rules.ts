import { Feature, Plan, type Principal } from '@fileonion/contract/api';
import { Visibility } from '@fileonion/contract/requests';
import { AppError, type Violation } from '@fileonion/errors';
import type { RequestFields } from './request';

type Rights = Pick<Principal, 'plan' | 'features'>;

/**
 * Whether the organization may have what a request is given. What is stored already stays, whatever the plan.
 *
 * @throws AppError `plan_required` or `feature_disabled`
 */
export function requireFeatures(rights: Rights, before: RequestFields | undefined, after: RequestFields): void {
  const { assigneeTeamId, visibility } = after;
  if (assigneeTeamId !== undefined && assigneeTeamId !== before?.assigneeTeamId) requireTeams(rights);
  if (visibility !== Visibility.TENANT && visibility !== before?.visibility) {
    requireFeature(rights, Feature.RESOURCE_VISIBILITY, 'Visibilities other than `tenant`');
  }
}

/** @throws AppError `plan_required` or `feature_disabled` */
export function requireTeams(rights: Rights): void {
  requireFeature(rights, Feature.TEAMS, 'Teams');
}

/** What a request's fields say against each other. */
export function fieldFaults({ visibility, assigneeTeamId }: RequestFields): Violation[] {
  if (visibility !== Visibility.TEAM || assigneeTeamId !== undefined) return [];
  return [{ pointer: '/assigneeTeamId', code: 'required', detail: 'The visibility `team` needs an assigned team.' }];
}

function requireFeature({ plan, features }: Rights, feature: Feature, what: string): void {
  if (plan !== Plan.PROFESSIONAL && plan !== Plan.ENTERPRISE)
    throw new AppError('plan_required', `${what} need plan professional.`);
  if (!features.includes(feature))
    throw new AppError('feature_disabled', `${what} are switched off for the organization.`);
}
