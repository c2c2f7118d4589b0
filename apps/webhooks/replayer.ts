import { ReplaySelection } from '@fileonion/contract/webhooks';
import { eachInTurn, startSweeper } from '@fileonion/events';
import type { Place, Tx, UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { DeliveryRepository } from './delivery-repository';
import type { KeptEventRepository } from './kept-event-repository';
import type { ReplayRow } from './replay';
import type { ReplayRepository } from './replay-repository';
import type { TargetRepository } from './target-repository';
import type { WebhookRepository } from './webhook-repository';

/** What replaying needs. */
interface ReplayerParts {
  connection: Connection;
  unitOfWork: UnitOfWork;
  replays: ReplayRepository;
  webhooks: WebhookRepository;
  keptEvents: KeptEventRepository;
  deliveries: DeliveryRepository;
  targets: TargetRepository;
  now: () => Date;
  logger: Logger;
  /** Is called when something has become due. */
  wake(): void;
}

const chunkSize = 100;
const inTurn = 20;

/** Starts to queue what replays ask for, some at a time and each replay in turn. Of several processes one does it. */
export function startReplayer(parts: ReplayerParts) {
  const { connection, logger } = parts;
  const sweeper = startSweeper({ connection, lease: 'replays', logger, sweeps: [sweep] });
  return sweeper;

  async function sweep(signal: AbortSignal): Promise<void> {
    if (await takeTurns(parts, signal)) sweeper.wake();
  }
}

/** @returns whether a replay has come further. */
async function takeTurns(parts: ReplayerParts, signal: AbortSignal): Promise<boolean> {
  const { replays, logger } = parts;
  let progress = false;
  let some = await replays.next('', inTurn);
  while (some.length && !signal.aborted) {
    await eachInTurn(some, { signal, logger }, async (replay) => {
      await queueChunk(parts, replay);
      progress = true;
    });
    some = await replays.next(some.at(-1)!._id, inTurn);
  }
  return progress;
}

/** Queues the next events of a replay, and ends it when there are none. */
async function queueChunk(parts: ReplayerParts, { organizationId, _id, webhookId }: ReplayRow): Promise<void> {
  const { unitOfWork, replays, webhooks, targets, now, logger, wake } = parts;
  await unitOfWork(systemContext({ logger }), async (tx) => {
    const replay = await replays.find(organizationId, _id, tx);
    if (!replay) return;
    const webhook = await webhooks.find(organizationId, webhookId, tx);
    const behind = webhook?.enabled ? await queueNext(parts, tx, replay) : undefined;
    if (behind) await replays.change(organizationId, tx, _id, { behind });
    else await replays.remove(organizationId, tx, _id);
    await targets.markWithin(organizationId, tx, webhookId, now());
  });
  wake();
}

async function queueNext(
  { keptEvents, deliveries, now }: ReplayerParts,
  tx: Tx,
  replay: ReplayRow,
): Promise<Place | undefined> {
  const { organizationId, webhookId: targetId, only, names, since, storedUntil, behind } = replay;
  if (only === ReplaySelection.FAILED) {
    const span = { targetId, names, since, storedUntil };
    const failed = await deliveries.nextFailed(organizationId, tx, span, behind, chunkSize);
    await deliveries.queueAllAgain(organizationId, tx, failed, now());
    const last = failed.at(-1);
    return last && { at: last.createdAt, id: last._id };
  }
  const events = await keptEvents.next(organizationId, tx, { names, since, storedUntil }, behind, chunkSize);
  await deliveries.queueEvents(organizationId, tx, targetId, events, now());
  const last = events.at(-1);
  return last && { at: last.occurredAt, id: last._id };
}
