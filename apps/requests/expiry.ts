import type { UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import { defaultStage, withStage } from './stage-names';
import type { StageRepository } from './stage-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  stages: StageRepository;
  logger: Logger;
}

const atOnce = 100;

/** Moves requests to Expired whose `linkExpiresAt` has passed, so that their events go out though nobody looks. */
export function createExpiry(parts: Parts) {
  const { unitOfWork, requests, logger } = parts;
  return {
    /** Expires what is due; what is left over when there is much of it is due again at once. */
    async expireDue(signal: AbortSignal): Promise<void> {
      for (const { organizationId, _id } of await requests.expired(new Date(), atOnce)) {
        if (signal.aborted) return;
        const known = await parts.stages.stagesOf(organizationId);
        await unitOfWork(systemContext({ logger, signal }), async (tx) => {
          const before = await requests.find(organizationId, _id, tx);
          if (!before?.expiresNext || before.expiresNext > tx.now) return;
          // Once for each `linkExpiresAt`: a person who moves the request out of Expired is not overruled.
          const after = { ...before, stageId: defaultStage(known, 'expired')._id, stageKey: 'expired' as const, expiryDue: undefined };
          await parts.writer.change(tx, before, after, await withStage(parts.stages, known, tx, before), { expired: true });
        });
      }
    },
  };
}

