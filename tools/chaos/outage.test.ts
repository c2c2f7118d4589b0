import { judge, type Outage } from './outage';
import type { Probe } from './probes';

const probe = (kind: Probe['kind']): Probe => ({
  kind,
  name: kind,
  served: (status) => status === 200,
  call: () => ({ method: 'GET', path: '/' }),
});
const [read, write, neither] = [probe('read'), probe('write'), probe('neither')];
const calm = [read, write, neither].map((each) => ({ probe: each, sentAt: 20_100, answeredAt: 20_200, status: 200 }));
const outage = (parts: Partial<Outage>): Outage => ({
  ...{ store: 'MongoDB', how: 'killed', goneAt: 1000, backAt: 20_000, samples: calm, events: [], ...parts },
});
const sample = (each: Probe, status: number, ms: number, sentAt = 2000) => ({
  ...{ probe: each, status, sentAt, answeredAt: sentAt + ms },
});

test('calls that need a store may be refused in time while it is away, and no others', () => {
  const samples = [...calm, sample(read, 503, 4900), sample(write, 503, 14_000)];
  expect(judge(outage({ samples }), () => {})).toEqual([]);
  const problems = judge(outage({ store: 'Kafka', samples }), () => {});
  expect(problems).toEqual(['Kafka killed: read got 503 after 4.9 s', 'Kafka killed: write got 503 after 14.0 s']);
});

test('refusals that come late, calls that fail later, and events that do not arrive are found', () => {
  const later = { ...sample(read, 503, 100, 26_000), name: undefined };
  const untold = { ...sample(write, 200, 100), name: 'A' };
  const samples = [...calm, sample(read, 503, 11_000), untold, later, sample(read, 200, 100, 26_200)];
  expect(judge(outage({ samples }), () => {})).toEqual([
    'MongoDB killed, too late: read got 503 after 11.0 s',
    'MongoDB killed: well only 6.3 s after its return',
    'MongoDB killed: well only Infinity s after its return',
  ]);
});
