import { EventType } from '@fileonion/contract/events';
import { say } from '@fileonion/embedded';
import { startChild, type Child } from './child';
import { printTable, type TableRow } from './print';
import { withMongo, type Servers } from './servers';
import { startSink, type Sink } from './sink';
import { readSizes } from './sizes';
import { median } from './statistics';
import { until } from './until';
import { startWebhooksChild, type WebhooksChild } from './webhooks-child';

const defaults = { events: 500, targets: 10, rounds: 3 };

/** What a round of deliveries took. */
interface Round {
  perSecond: number;
  cpuMs: number;
  mongoCpuMs: number;
}

/** Signed deliveries per second and CPU per delivery of the engine, beside a bare loop that posts the same bytes. */
export async function benchDeliveries(args: string[]): Promise<void> {
  const sizes = readSizes(args, defaults);
  await withMongo(async (servers) => {
    const sink = await startSink();
    const service = await startWebhooksChild(servers);
    const bare = startChild('bare');
    try {
      for (let n = 0; n < sizes.targets; n += 1) await service.subscribe(sink.url, ['team.created']);
      await byTheEngine(servers, service, sink, { ...sizes, events: Math.ceil(sizes.events / 10) });
      const engine: Round[] = [];
      const loop: Round[] = [];
      for (let n = 0; n < sizes.rounds; n += 1) {
        engine.push(await byTheEngine(servers, service, sink, sizes));
        loop.push(await byTheLoop(bare, sink, sizes.events * sizes.targets));
      }
      report(engine, loop);
    } finally {
      await Promise.all([service.stop(), bare.stop(), sink.stop()]);
    }
  });
}

async function byTheEngine(
  { mongoCpuMs }: Servers,
  { child, owner: { organizationId }, connection }: WebhooksChild,
  sink: Sink,
  { events, targets }: typeof defaults,
): Promise<Round> {
  const count = events * targets;
  const [before, mongoBefore] = [(await child.usage()).cpuMs, mongoCpuMs()];
  const perSecond = await rateOf(sink, count, () =>
    child.ask('publish', { organizationId, type: EventType.TEAM_CREATED, count: events }),
  );
  const deliveries = connection.collection<{ status: string }>('deliveries');
  await until('all results are recorded', async () => (await deliveries.countDocuments({ status: 'PENDING' })) === 0);
  const [after, mongoAfter] = [(await child.usage()).cpuMs, mongoCpuMs()];
  return { perSecond, cpuMs: (after - before) / count, mongoCpuMs: (mongoAfter - mongoBefore) / count };
}

async function byTheLoop(bare: Child, sink: Sink, count: number): Promise<Round> {
  const before = (await bare.usage()).cpuMs;
  const loop = { url: sink.url, body: sink.lastBody(), count, concurrency: 20 };
  const perSecond = await rateOf(sink, count, () => bare.ask('run', loop));
  return { perSecond, cpuMs: ((await bare.usage()).cpuMs - before) / count, mongoCpuMs: 0 };
}

/** Calls per second that a sink takes, until it has so many. */
async function rateOf(sink: Sink, count: number, send: () => Promise<unknown>): Promise<number> {
  sink.clear();
  const started = Date.now();
  await send();
  await until('everything has arrived', () => sink.receipts.length >= count);
  return (count * 1000) / (sink.receipts[count - 1]!.at - started);
}

function report(engine: Round[], loop: Round[]): void {
  const row = (what: string, index: number, { perSecond, cpuMs, mongoCpuMs }: Round): TableRow => ({
    what,
    round: index + 1,
    'deliveries/s': perSecond,
    'CPU ms/delivery': cpuMs,
    'MongoDB CPU ms/delivery': mongoCpuMs,
  });
  printTable(engine.flatMap((round, n) => [row('engine', n, round), row('bare loop', n, loop[n]!)]));
  const ratio = (of: (round: Round) => number) => median(engine.map(of)) / median(loop.map(of));
  say(`Deliveries per second, engine / bare loop: ${ratio(({ perSecond }) => perSecond).toFixed(2)}`);
  say(`CPU per delivery, engine / bare loop: ${ratio(({ cpuMs }) => cpuMs).toFixed(2)}`);
}
