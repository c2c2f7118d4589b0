import { CreateTeamRequest, UpdateTeamRequest } from '@fileonion/contract/teams';
import { changesOfTeam, checkDeletable, defaultTeam, newTeam, type TeamRow } from './team';

const now = new Date();
const rest = { _id: 't', organizationId: 'o', version: 1, createdAt: now, updatedAt: now };
const sales: TeamRow = { ...newTeam(CreateTeamRequest.fromPartial({ name: 'Sales', color: '#00FF00' })), ...rest };
const update = (fields: Partial<UpdateTeamRequest>) =>
  changesOfTeam(sales, UpdateTeamRequest.fromPartial({ ...fields, updateMask: Object.keys(fields) }));

describe('a team', () => {
  it('keeps what an update does not name, and loses what it clears', () => {
    const changes = { name: 'Sales', nameKey: 'sales', description: undefined, color: undefined };
    expect(update({ color: undefined })).toEqual(changes);
    expect(update({ name: 'Support' })).toEqual({ ...changes, name: 'Support', nameKey: 'support', color: '#00FF00' });
  });

  it('is not changed by what is so already', () => {
    expect(update({ name: 'Sales', color: '#00FF00' })).toBeUndefined();
    expect(update({})).toBeUndefined();
  });

  it('can be deleted unless it is the default team', () => {
    expect(() => checkDeletable(sales)).not.toThrow();
    const general = { ...defaultTeam(), ...rest };
    expect(() => checkDeletable(general)).toThrow(expect.objectContaining({ reason: 'default_team' }));
  });
});
