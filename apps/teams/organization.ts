import { isDeepStrictEqual } from 'node:util';
import { Feature, Plan } from '@fileonion/contract/api';
import type { Organization, OrganizationFeatures, UpdateOrganizationRequest } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { OwnFields, TenantRow } from '@fileonion/mongo';
import { maskedFields } from '@fileonion/service-kit';

/** An organization as it is stored; its id is its organization id. */
export interface OrganizationRow extends TenantRow {
  name: string;
  plan: Plan;
  /** The switches as they were set, whatever the plan. */
  switches: OrganizationFeatures;
}

/** The fields of a new organization. */
export function newOrganization(name: string, plan: Plan): OwnFields<OrganizationRow> {
  return { name, plan, switches: { teams: true, resourceVisibility: true } };
}

/** What is switched on and in the plan. */
export function featuresOf({ plan, switches }: OrganizationRow): OrganizationFeatures {
  const inPlan = plan !== Plan.PERSONAL;
  return { teams: inPlan && switches.teams, resourceVisibility: inPlan && switches.resourceVisibility };
}

/** The same, as principals carry it. */
export function featureList(organization: OrganizationRow): Feature[] {
  const { teams, resourceVisibility } = featuresOf(organization);
  return [...(teams ? [Feature.TEAMS] : []), ...(resourceVisibility ? [Feature.RESOURCE_VISIBILITY] : [])];
}

/**
 * What an update changes; undefined when everything is so already. Only a switch that differs from what a GET shows is
 * set: sending back what the plan turned off does not outlive the plan.
 *
 * @throws AppError `plan_required`
 */
export function changesOfOrganization(organization: OrganizationRow, request: UpdateOrganizationRequest) {
  const { name, switches } = organization;
  const { features, ...named } = maskedFields(request, ['name', 'features']);
  const shown = featuresOf(organization);
  const after = { ...switches };
  for (const feature of ['teams', 'resourceVisibility'] as const) {
    const wanted = features?.[feature];
    if (wanted === undefined || wanted === shown[feature]) continue;
    if (organization.plan === Plan.PERSONAL) throw new AppError('plan_required');
    after[feature] = wanted;
  }
  const changes = { name, ...named, switches: after };
  return isDeepStrictEqual(changes, { name, switches }) ? undefined : changes;
}

/** An organization as the API shows it. */
export function toOrganization(organization: OrganizationRow): Organization {
  const { _id, name, plan, createdAt, updatedAt } = organization;
  return { id: _id, name, plan, features: featuresOf(organization), createdAt, updatedAt };
}
