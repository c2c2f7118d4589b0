import { eventTypes } from '@fileonion/contract';
import { say } from '@fileonion/embedded';
import { uuidv7 } from 'uuidv7';
import { measureLatency, type LatencyLoad } from './latency-run';
import { printTable } from './print';
import { startRebinding, type Rebinding } from './rebinding';
import { withMongo, type Servers } from './servers';
import { misbehaviours, startBadSink, startSink } from './sink';
import { readSizes } from './sizes';
import { until } from './until';
import { startWebhooksChild, type WebhooksChild } from './webhooks-child';

const defaults = { rate: 100, seconds: 30, healthy: 3, subscriptions: 1000, matching: 10, 'per-event': 1 };

type Sizes = typeof defaults;

// A test delivery is no event of anybody, and what has a previous state would need one.
const types = eventTypes.filter(({ name, hasPrevious }) => name !== 'ping' && !hasPrevious);

/** Milliseconds from the commit of an event to its receipt, in three situations. */
export async function benchLatency(args: string[]): Promise<void> {
  const sizes = readSizes(args, defaults);
  await withMongo(async (servers) => {
    const calm = await amongHealthyTargets(servers, sizes);
    const bad = await amongBadTargets(servers, sizes);
    const many = await amongManySubscriptions(servers, sizes);
    printTable([
      { situation: `${sizes.healthy} healthy`, ...calm },
      { situation: 'beside bad ones', ...bad },
      { situation: `${sizes.matching} of ${sizes.subscriptions}`, ...many },
    ]);
    say(
      `p99 beside targets that hang, drip, reset, flood and rebind / without them: ${(bad.p99 / calm.p99).toFixed(2)}`,
    );
    say(`p99 with ${sizes.subscriptions} subscriptions / with ${sizes.healthy}: ${(many.p99 / calm.p99).toFixed(2)}`);
  });
}

/** The last of the situations alone, for long enough to see whether memory grows. */
export async function benchSubscriptions(args: string[]): Promise<void> {
  const sizes = readSizes(args, { ...defaults, seconds: 600 });
  const many = await withMongo((servers) => amongManySubscriptions(servers, sizes));
  printTable([{ situation: `${sizes.matching} of ${sizes.subscriptions}`, ...many }]);
}

/** Every event goes to all targets. */
function amongHealthyTargets(servers: Servers, { healthy, ...sizes }: Sizes) {
  const wanted = Array.from({ length: healthy }, () => '*');
  return withService(servers, {}, (service) => measure(service, wanted, { ...loadOf(sizes, 1), perEvent: healthy }));
}

/** The same, with targets that misbehave; one of them tries to have a private address called. */
async function amongBadTargets(servers: Servers, { healthy, ...sizes }: Sizes) {
  const rebinding = await startRebinding();
  const bad = await Promise.all(Object.values(misbehaviours).map((how) => startBadSink(how)));
  const wanted = Array.from({ length: healthy }, () => '*');
  try {
    return await withService(servers, { WEBHOOK_DNS_SERVERS: rebinding.dnsServer }, async (service) => {
      for (const { url } of [...bad, rebinding]) await service.subscribe(url, ['*']);
      const measured = await measure(service, wanted, { ...loadOf(sizes, 1), perEvent: healthy });
      await expectGuarded(rebinding);
      return measured;
    });
  } finally {
    await Promise.all([...bad, rebinding].map(({ stop }) => stop()));
  }
}

/** Throws where the private address was connected to, or the name was never looked up a second time. */
async function expectGuarded({ lookUps, passed }: Rebinding): Promise<void> {
  await until('the name was looked up again', () => lookUps() > 1);
  if (passed() > 0) throw new Error(`The guard of addresses was passed ${passed()} times.`);
  say(`Look-ups of the name that turns private: ${lookUps()}; connections to the private address: ${passed()}`);
}

/** Each event goes to some of a few; hundreds of other subscriptions want other events. */
function amongManySubscriptions(servers: Servers, { matching, subscriptions, 'per-event': perEvent, ...sizes }: Sizes) {
  return withService(servers, {}, async (service) => {
    const kinds = Math.max(1, Math.floor(matching / perEvent));
    const wanted = Array.from({ length: kinds * perEvent }, (_, n) => types[n % kinds]!.name);
    const addOthers = () => addBystanders(service, subscriptions - wanted.length, types.at(-1)!.name);
    return measure(service, wanted, { ...loadOf(sizes, kinds), perEvent }, addOthers);
  });
}

function loadOf({ rate, seconds }: Pick<Sizes, 'rate' | 'seconds'>, kinds: number) {
  return { perSecond: rate, count: rate * seconds, types: types.slice(0, kinds).map(({ type }) => type) };
}

/** Measures with a target for each of the wanted kinds of events. */
async function measure(
  service: WebhooksChild,
  wanted: string[],
  load: LatencyLoad,
  addOthers: () => Promise<void> = async () => undefined,
) {
  const sink = await startSink();
  for (const name of wanted) await service.subscribe(sink.url, [name]);
  await addOthers();
  try {
    return await measureLatency(service, sink, load);
  } finally {
    await sink.stop();
  }
}

async function withService<T>(
  servers: Servers,
  env: Record<string, string>,
  work: (service: WebhooksChild) => Promise<T>,
): Promise<T> {
  const service = await startWebhooksChild(servers, env);
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

/** Copies a subscription: the service allows an organization fewer than are measured. What none of them wants is sent. */
async function addBystanders({ connection, subscribe }: WebhooksChild, count: number, name: string): Promise<void> {
  const _id = await subscribe('http://127.0.0.1:9/', [name]);
  const ids = Array.from({ length: Math.max(0, count - 1) }, () => uuidv7());
  for (const collection of ['webhooks', 'targets']) {
    const rows = connection.collection<{ _id: string }>(collection);
    const row = await rows.findOne({ _id });
    if (ids.length) await rows.insertMany(ids.map((id) => ({ ...row, _id: id })));
  }
}
