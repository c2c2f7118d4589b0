import { eachInTurn } from '@fileonion/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import { defaultStage, withStage } from './stage-names';
import type { StageRepository } from './stage-repository';
import type { StageRow } from './stage';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  stages: StageRepository;
  logger: Logger;
}

const atOnce = 100;

/** Moves requests to Expired whose `linkExpiresAt` has passed, so that their events go out though nobody looks. */
export function createExpiry({ unitOfWork, requests, writer, stages, logger }: Parts) {
  return {
    /** Expires some of what is due; the rest is due again at once. */
    async expireDue(signal: AbortSignal): Promise<void> {
      const due = await requests.expired(new Date(), atOnce);
      await eachInTurn(due, { signal, logger }, async ({ organizationId, _id }) => {
        const known = await stages.stagesOf(organizationId);
        await unitOfWork(systemContext({ logger, signal }), (tx) => expire(tx, organizationId, _id, known));
      });
    },
  };

  async function expire(tx: Tx, organizationId: string, id: string, known: StageRow[]): Promise<void> {
    const before = await requests.find(organizationId, id, tx);
    if (!before?.expiresNext || before.expiresNext > tx.now) return;
    const { _id: stageId, key: stageKey } = defaultStage(known, 'expired');
    // Once for each `linkExpiresAt`: a person who moves the request out of Expired is not overruled.
    const after = { ...before, stageId, stageKey, expiryDue: undefined };
    await writer.change(tx, before, after, await withStage(stages, known, tx, before), { expired: true });
  }
}
