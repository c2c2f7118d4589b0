import { eachInTurn } from '@fileonion/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { createDepartureTraces } from './departure-traces';
import type { Departed, TombstoneRepository } from './tombstone-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  traces: ReturnType<typeof createDepartureTraces>;
  tombstones: TombstoneRepository;
  logger: Logger;
}

const atOnce = 100;
/** What a deletion changes itself, about: each request is stored once more and, twice, in its event. */
const mostBytes = 1024 * 1024;

// Longer than any write may take: one that began before the tombstone and did not see it, or that had asked the directory
// before, has ended by then.
const lateWritersMs = 60_000;

/** What cleans up after users, teams and clients. */
export type Departures = ReturnType<typeof createDepartures>;

/** Cleans up after users, teams and clients that are gone. Until that is done, their ids in requests let nobody in. */
export function createDepartures({ unitOfWork, traces, tombstones, logger }: Parts) {
  return {
    /** Takes what is gone out of requests and ends its grants; in several rounds where there is much. */
    async cleanUp(signal: AbortSignal): Promise<void> {
      const due = await tombstones.due(new Date(), atOnce);
      await eachInTurn(due, { signal, logger }, async (tombstone) => {
        if ((await cleanUpAfter(tombstone, signal)) > 0) return;
        const lastLook = new Date(tombstone.createdAt.getTime() + lateWritersMs);
        if (lastLook > new Date()) await tombstones.sweepAgain(tombstone, lastLook);
        else await tombstones.drop(tombstone);
      });
    },

    /** Takes a client out of their requests with the client's deletion itself; beyond the first, soon after. */
    async dropClient(organizationId: string, tx: Tx, departedId: string): Promise<void> {
      const departed: Departed = { organizationId, kind: 'client', departedId };
      await tombstones.put(tx, departed);
      let bytes = 0;
      for (const id of await traces.requestsNaming(departed, atOnce, tx)) {
        if (bytes > mostBytes) return;
        bytes += await traces.forget(tx, departed, id);
      }
    },
  };

  /** @returns how much there was to do. */
  async function cleanUpAfter(departed: Departed, signal: AbortSignal): Promise<number> {
    const inTransaction = <T>(work: (tx: Tx) => Promise<T>) => unitOfWork(systemContext({ logger, signal }), work);
    const requestIds = await traces.requestsNaming(departed, atOnce);
    await eachInTurn(requestIds, { signal, logger }, async (id) => {
      await inTransaction((tx) => traces.forget(tx, departed, id));
    });
    const grants = await traces.grantsOf(departed, atOnce);
    await eachInTurn(grants, { signal, logger }, (grant) => inTransaction((tx) => traces.revoke(tx, grant)));
    return requestIds.length + grants.length;
  }
}
