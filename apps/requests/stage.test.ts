import { orderFaults, type StageRow } from './stage';

const now = new Date();
const row = { organizationId: 'o', version: 1, createdAt: now, updatedAt: now, position: 0 };
const stages: StageRow[] = ['a', 'b', 'c'].map((_id) => ({ ...row, _id, name: _id.toUpperCase() }));
const faultsOf = (...stageIds: string[]) => orderFaults(stages, stageIds).map(({ pointer, code }) => [pointer, code]);

describe('a new order of stages', () => {
  it('names every stage exactly once, and no other', () => {
    expect(faultsOf('c', 'a', 'b')).toEqual([]);
    expect(faultsOf('c', 'a', 'x')).toEqual([
      ['/stageIds/2', 'not_found'],
      ['/stageIds', 'incomplete'],
    ]);
    expect(faultsOf('c', 'a', 'b', 'a', 'a')).toEqual([
      ['/stageIds/3', 'duplicate'],
      ['/stageIds/4', 'duplicate'],
    ]);
  });

  it('is judged without holding up other calls, also when it names ten thousand', () => {
    // Like ids made one after another, they differ at their end only.
    const ids = Array.from({ length: 10_000 }, (_, index) => `01a2284b-141c-7bc8-b687-${index + 100_000_000_000}`);
    const started = performance.now();
    expect(orderFaults(stages, ids)).toHaveLength(10_001);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
