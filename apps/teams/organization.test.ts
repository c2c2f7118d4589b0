import { Feature, Plan } from '@fileonion/contract/api';
import { UpdateOrganizationRequest, type OrganizationFeatures } from '@fileonion/contract/teams';
import fc from 'fast-check';
import { changesOfOrganization, featureList, featuresOf, newOrganization, type OrganizationRow } from './organization';

const now = new Date();
const anOrganization = (plan: Plan, switches?: OrganizationFeatures): OrganizationRow => ({
  ...newOrganization('Acme', plan),
  ...(switches && { switches }),
  _id: 'o',
  organizationId: 'o',
  version: 1,
  createdAt: now,
  updatedAt: now,
});
const plans = fc.constantFrom(Plan.PERSONAL, Plan.PROFESSIONAL, Plan.ENTERPRISE);
const switches = fc.record({ teams: fc.boolean(), resourceVisibility: fc.boolean() }, { noNullPrototype: true });
const update = (organization: OrganizationRow, features: Partial<OrganizationFeatures>) =>
  changesOfOrganization(organization, UpdateOrganizationRequest.fromPartial({ features, updateMask: ['features'] }));

describe('the features of an organization', () => {
  it('are on unless they were switched off or the plan is personal', () => {
    expect(featureList(anOrganization(Plan.PERSONAL))).toEqual([]);
    expect(featureList(anOrganization(Plan.PROFESSIONAL))).toEqual([Feature.TEAMS, Feature.RESOURCE_VISIBILITY]);
    const off = anOrganization(Plan.ENTERPRISE, { teams: false, resourceVisibility: true });
    expect(featureList(off)).toEqual([Feature.RESOURCE_VISIBILITY]);
  });

  it('stay as they are when they are sent back as they are shown', () => {
    fc.assert(
      fc.property(plans, switches, (plan, stored) => {
        const organization = anOrganization(plan, stored);
        expect(update(organization, featuresOf(organization))).toBeUndefined();
      }),
    );
  });

  it('are afterwards as they were set, or the plan does not have them', () => {
    fc.assert(
      fc.property(plans, switches, switches, (plan, stored, wanted) => {
        const organization = anOrganization(plan, stored);
        if (plan === Plan.PERSONAL && (wanted.teams || wanted.resourceVisibility)) {
          expect(() => update(organization, wanted)).toThrow(expect.objectContaining({ reason: 'plan_required' }));
        } else {
          expect(featuresOf({ ...organization, ...update(organization, wanted) })).toEqual(wanted);
        }
      }),
    );
  });
});
