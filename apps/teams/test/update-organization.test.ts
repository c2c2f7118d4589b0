import { Plan } from '@fileonion/contract/api';
import {
  ListTeamsRequest,
  OrganizationServiceService,
  TeamsServiceService,
  UpdateOrganizationRequest,
} from '@fileonion/contract/teams';
import { silentLogger } from '@fileonion/testing';
import { setPlan } from '../operator';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('the organization', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function anOrganization(plan?: Plan) {
    const owner = await service.anOwner(plan);
    const calls = service.as(OrganizationServiceService, owner);
    const get = async (reply = {}) => (await calls.getOrganization({}, { reply })).organization!;
    const update = async (fields: Partial<UpdateOrganizationRequest>, options = {}) =>
      (
        await calls.updateOrganization(
          UpdateOrganizationRequest.fromPartial({ updateMask: Object.keys(fields), ...fields }),
          options,
        )
      ).organization!;
    return {
      owner,
      get,
      update,
      setPlan: (to: Plan) => setPlan(service.config, silentLogger, owner.organizationId, to),
    };
  }

  it('begins with both features, and with the default team General', async () => {
    const { owner, get } = await anOrganization();
    expect(await get()).toMatchObject({
      id: owner.organizationId,
      name: 'Acme',
      plan: Plan.PROFESSIONAL,
      features: { teams: true, resourceVisibility: true },
    });
    const { teams } = await service.as(TeamsServiceService, owner).listTeams(ListTeamsRequest.fromPartial({}));
    expect(teams).toMatchObject([{ name: 'General', isDefault: true, memberCount: 0 }]);
  });

  it('changes name and single switches, in a new version', async () => {
    const { get, update } = await anOrganization();
    const reply: { etag?: string } = {};
    expect(await update({ name: 'Onions', features: { teams: false } }, { reply })).toMatchObject({
      name: 'Onions',
      features: { teams: false, resourceVisibility: true },
    });
    expect(reply.etag).toBe('"2"');
    await expect(update({ name: 'x' }, { ifMatch: '"1"' })).rejects.toMatchObject({ reason: 'precondition_failed' });
    expect(await update({ features: { teams: true } })).toEqual({ ...(await get()), name: 'Onions' });
  });

  it('has no features on plan personal, and cannot switch them on there', async () => {
    const { get, update } = await anOrganization(Plan.PERSONAL);
    expect((await get()).features).toEqual({ teams: false, resourceVisibility: false });
    await expect(update({ features: { teams: true } })).rejects.toMatchObject({ reason: 'plan_required' });
  });

  it('sent back as GET shows it on plan personal has its features again on a higher plan', async () => {
    const { get, update, setPlan } = await anOrganization(Plan.PERSONAL);
    const { name, features } = await get();
    await update({ name, features });
    await setPlan(Plan.ENTERPRISE);
    expect(await get()).toMatchObject({ plan: Plan.ENTERPRISE, features: { teams: true, resourceVisibility: true } });
  });

  it('remembers a switch that is off over a time on plan personal', async () => {
    const { get, update, setPlan } = await anOrganization();
    await update({ features: { resourceVisibility: false } });
    await setPlan(Plan.PERSONAL);
    await setPlan(Plan.PROFESSIONAL);
    expect((await get()).features).toEqual({ teams: true, resourceVisibility: false });
  });
});
