import { eventTypes } from '@fileonion/contract';
import { uuidv7 } from 'uuidv7';
import { measureLatency, type LatencyLoad } from './latency-run';
import { printTable, say } from './print';
import { withMongo, type Servers } from './servers';
import { misbehaviours, startBadSink, startSink } from './sink';
import { readSizes } from './sizes';
import { startWebhooksChild, type WebhooksChild } from './webhooks-child';

const defaults = { rate: 100, seconds: 30, healthy: 3, subscriptions: 1000, matching: 10, 'per-event': 1 };

type Sizes = typeof defaults;

// A test delivery is no event of anybody, and what has a previous state would need one.
const types = eventTypes.filter(({ name, hasPrevious }) => name !== 'ping' && !hasPrevious);

/** Milliseconds from the commit of an event to its receipt, in three situations. */
export async function benchLatency(args: string[]): Promise<void> {
  const sizes = readSizes(args, defaults);
  await withMongo(async (servers) => {
    const calm = await amongBadTargets(servers, sizes, {});
    const bad = await amongBadTargets(servers, sizes, misbehaviours);
    const many = await amongManySubscriptions(servers, sizes);
    printTable([
      { situation: `${sizes.healthy} healthy`, ...calm },
      { situation: 'beside bad ones', ...bad },
      { situation: `${sizes.matching} of ${sizes.subscriptions}`, ...many },
    ]);
    say(`p99 beside targets that hang, drip, reset and flood / without them: ${(bad.p99 / calm.p99).toFixed(2)}`);
    say(`p99 with ${sizes.subscriptions} subscriptions / with ${sizes.healthy}: ${(many.p99 / calm.p99).toFixed(2)}`);
  });
}

/** Every event goes to all targets. */
function amongBadTargets(servers: Servers, { healthy, ...sizes }: Sizes, bad: typeof misbehaviours) {
  return withService(servers, async (service) => {
    const sinks = await Promise.all(Object.values(bad).map(startBadSink));
    for (const { url } of sinks) await service.subscribe(url, ['*']);
    const wanted = Array.from({ length: healthy }, () => '*');
    try {
      return await measure(service, wanted, { ...loadOf(sizes, 1), perEvent: healthy });
    } finally {
      await Promise.all(sinks.map(({ stop }) => stop()));
    }
  });
}

/** Each event goes to some of a few; hundreds of other subscriptions want other events. */
function amongManySubscriptions(servers: Servers, { matching, subscriptions, 'per-event': perEvent, ...sizes }: Sizes) {
  return withService(servers, async (service) => {
    const kinds = Math.max(1, Math.floor(matching / perEvent));
    const wanted = Array.from({ length: kinds * perEvent }, (_, n) => types[n % kinds]!.name);
    await addBystanders(service, subscriptions - wanted.length, types.at(-1)!.name);
    return measure(service, wanted, { ...loadOf(sizes, kinds), perEvent });
  });
}

function loadOf({ rate, seconds }: Pick<Sizes, 'rate' | 'seconds'>, kinds: number) {
  return { perSecond: rate, count: rate * seconds, types: types.slice(0, kinds).map(({ type }) => type) };
}

/** Measures with a target for each of the wanted kinds of events. */
async function measure(service: WebhooksChild, wanted: string[], load: LatencyLoad) {
  const sink = await startSink();
  for (const name of wanted) await service.subscribe(sink.url, [name]);
  try {
    return await measureLatency(service, sink, load);
  } finally {
    await sink.stop();
  }
}

async function withService<T>(servers: Servers, work: (service: WebhooksChild) => Promise<T>): Promise<T> {
  const service = await startWebhooksChild(servers);
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
