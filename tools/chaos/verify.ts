import { until } from '@fileonion/testing';
import type { Calls } from './calls';
import { useRevoked, type KeyCounts } from './key-load';
import { compare, kinds, mark, type Comparison, type Kind, type Ledger, type ReceivedEvent } from './ledger';
import type { Window } from './limit-load';

/** What a run leaves to look at. */
export interface Remains {
  calls: Calls;
  ledger: Ledger;
  keys: KeyCounts;
  windows: Window[];
  events: () => ReceivedEvent[];
}

const calmMs = 120_000;

/** Looks, once everything is calm, whether each guarantee was kept; what was not is added to the problems. */
export async function verify({ calls, ledger, keys, windows, events }: Remains): Promise<Comparison> {
  const { problems } = calls;
  for (const kind of Object.keys(kinds) as Kind[]) problems.push(...(await differences(kind, calls, ledger)));

  await useRevoked(calls, keys, keys.revoked);
  if (keys.admitted > 0) problems.push(`${keys.admitted} calls with revoked keys were not refused`);
  for (const { admitted, most } of windows) {
    if (admitted > most) problems.push(`${admitted} calls passed in a window of ${most}`);
  }

  await until(() => compare(ledger.effects, events()).missing.length === 0, calmMs);
  const comparison = compare(ledger.effects, events());
  problems.push(...comparison.missing.map((effect) => `no event: ${effect}`));
  problems.push(...comparison.invented.map((effect) => `an event of what nobody did: ${effect}`));
  problems.push(...comparison.doubled.map((effect) => `happened more than once: ${effect}`));
  return comparison;
}

/** Compares everything that is there with everything that was acknowledged. */
async function differences(kind: Kind, calls: Calls, ledger: Ledger): Promise<string[]> {
  const there = await list(kind, calls);
  const ours = [...ledger.entries.values()].filter((entry) => entry.kind === kind && !entry.deleted);
  const expected = new Map(ours.map(({ id, value }) => [id, value]));
  return [
    ...ours
      .filter(({ id, value }) => there.get(id) !== value)
      .map(({ id }) => `lost: ${kind} ${id} ${expected.get(id)}`),
    ...[...there.keys()].filter((id) => !expected.has(id)).map((id) => `not acknowledged, but there: ${kind} ${id}`),
  ];
}

async function list(kind: Kind, calls: Calls): Promise<Map<string, string>> {
  const { path, field } = kinds[kind];
  const found = new Map<string, string>();
  for (let cursor = ''; ;) {
    const { answer } = await calls.served({ method: 'GET', path: `${path}?limit=100${cursor}` });
    for (const row of answer.body.data) if (String(row[field]).startsWith(mark)) found.set(row.id, row[field]);
    const { hasMore, nextCursor } = answer.body.meta.pagination;
    if (!hasMore) return found;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
}
