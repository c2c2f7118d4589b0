import type { Probe, Sample } from './probes';

/** What was seen while a store was away, and after. */
export interface Outage {
  store: string;
  how: 'killed' | 'paused';
  goneAt: number;
  backAt: number;
  samples: Sample[];
  /** The names that events told, and when they arrived. */
  events: { name: string; at: number }[];
}

const deadlineMs = { read: 10_000, write: 15_000, neither: 5000 };
/** What the way to the caller may take besides. */
const wayMs = 500;
const recoveryMs = 5000;

/** Says how an outage went, and answers what should not have been. */
export function judge(outage: Outage, say: (line: string) => void): string[] {
  const { store, how, samples, backAt } = outage;
  const what = `${store} ${how}`;
  const needed = ({ kind }: Probe) => store === 'MongoDB' && kind !== 'neither';
  // Of who is silent it is not known that it is away.
  const refusals = how === 'killed' ? [503] : [503, 504];
  const away = samples.filter(({ sentAt }) => sentAt >= outage.goneAt && sentAt < backAt);
  const failed = away.filter(({ probe, status }) => !probe.served(status));
  const [served, told] = [servedAgain(samples, backAt), toldAgain(outage)];
  for (const kind of ['read', 'write', 'neither'] as const) {
    say(`${what.padEnd(16)} ${kind.padEnd(8)} ${describe(away.filter(({ probe }) => probe.kind === kind))}`);
  }
  say(`${what.padEnd(16)} back     all calls served after ${seconds(served)}, all events told after ${seconds(told)}`);
  return [
    ...failed
      .filter(({ probe, status }) => !needed(probe) || !refusals.includes(status))
      .map((sample) => `${what}: ${line(sample)}`),
    ...away.filter(isLate).map((sample) => `${what}, too late: ${line(sample)}`),
    ...[served, told].filter((ms) => ms > recoveryMs).map((ms) => `${what}: well only ${seconds(ms)} after its return`),
  ];
}

function isLate({ probe, sentAt, answeredAt }: Sample): boolean {
  return answeredAt - sentAt > deadlineMs[probe.kind] + wayMs;
}

/** How often each status came, and the longest that it took. */
function describe(samples: Sample[]): string {
  const statuses = [...new Set(samples.map(({ status }) => status))].sort();
  return statuses
    .map((status) => {
      const same = samples.filter((sample) => sample.status === status);
      const longest = Math.max(...same.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
      return `${same.length} × ${status || 'no answer'} in up to ${seconds(longest)}`;
    })
    .join(', ');
}

function line({ probe, status, sentAt, answeredAt }: Sample): string {
  return `${probe.name} got ${status || 'no answer'} after ${seconds(answeredAt - sentAt)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** How long after the return each probe had got the first of the answers after which it was served each time. */
function servedAgain(samples: Sample[], backAt: number): number {
  const after = samples.filter(({ sentAt }) => sentAt >= backAt);
  const times = [...new Set(samples.map(({ probe }) => probe))].map((probe) => {
    const mine = after.filter((sample) => sample.probe === probe);
    const lastFailure = mine.findLastIndex(({ status }) => !probe.served(status));
    return (mine[lastFailure + 1]?.answeredAt ?? Infinity) - backAt;
  });
  return Math.max(...times);
}

/** The longest that an event took after the return, or after its write when that was later. */
function toldAgain({ samples, events, backAt }: Outage): number {
  const arrivals = new Map(events.map(({ name, at }) => [name, at]));
  const due = samples.filter(({ name, answeredAt }) => name !== undefined && answeredAt < backAt + recoveryMs);
  return Math.max(
    0,
    ...due.map(({ name, answeredAt }) => (arrivals.get(name!) ?? Infinity) - Math.max(backAt, answeredAt)),
  );
}
