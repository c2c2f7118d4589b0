import { orderFaults, type StageRow } from './stage';

const now = new Date();
const row = { organizationId: 'o', version: 1, createdAt: now, updatedAt: now, position: 0 };
const stages: StageRow[] = ['a', 'b', 'c'].map((_id) => ({ ...row, _id, name: _id.toUpperCase() }));
const faultsOf = (...stageIds: string[]) => orderFaults(stages, stageIds).map(({ pointer, code }) => [pointer, code]);

describe('a new order of stages', () => {
  it('names every stage, and no other', () => {
    expect(faultsOf('c', 'a', 'b')).toEqual([]);
    expect(faultsOf('c', 'a', 'x')).toEqual([
      ['/stageIds/2', 'not_found'],
      ['/stageIds', 'incomplete'],
    ]);
  });
});
