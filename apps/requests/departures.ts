import { Visibility } from '@fileonion/contract/requests';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { GrantRow } from './grant';
import type { GrantRepository } from './grant-repository';
import type { GrantWriter } from './grant-writer';
import type { RequestRow } from './request';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import { withStage } from './stage-names';
import type { StageRepository } from './stage-repository';
import type { DepartedKind, TombstoneRepository, TombstoneRow } from './tombstone-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  grants: GrantRepository;
  grantWriter: GrantWriter;
  stages: StageRepository;
  tombstones: TombstoneRepository;
  logger: Logger;
}

const atOnce = 100;

// Longer than any write may take: one that began before the tombstone, and did not see it, has ended by then.
const settledAfterMs = 60_000;

const fields = { user: 'assigneeUserId', team: 'assigneeTeamId', client: 'clientId' } as const;

/** Cleans up after users, teams and clients that are gone. Until that is done, their ids in requests let nobody in. */
export function createDepartures(parts: Parts) {
  const { requests, grants, tombstones, writer, grantWriter, stages } = parts;
  return {
    /** Takes what is gone out of requests and ends its grants; in several rounds where there is much. */
    async cleanUp(signal: AbortSignal): Promise<void> {
      for (const tombstone of await tombstones.unsettled(atOnce)) {
        const left = await release(tombstone, signal);
        const old = Date.now() - tombstone.createdAt.getTime() > settledAfterMs;
        if (left === 0 && old && !signal.aborted) await tombstones.settle(tombstone.organizationId, tombstone._id);
      }
    },

    /** Takes a client out of their requests with the client's deletion itself; beyond the first, soon after. */
    async dropClient(organizationId: string, tx: Tx, clientId: string): Promise<void> {
      await tombstones.put(organizationId, tx, 'client', clientId);
      for (const id of await requests.naming(organizationId, 'clientId', clientId, atOnce, tx)) await forget(tx, organizationId, id, 'client', clientId);
    },
  };

  /** @returns how much there was to do. */
  async function release({ organizationId, kind, departedId }: TombstoneRow, signal: AbortSignal): Promise<number> {
    const naming = await requests.naming(organizationId, fields[kind], departedId, atOnce);
    for (const id of naming) await inTransaction(signal, (tx) => forget(tx, organizationId, id, kind, departedId));
    const granted = kind === 'client' ? [] : await grants.ofGrantee(organizationId, departedId, atOnce);
    for (const grant of granted) await inTransaction(signal, (tx) => revoke(tx, grant));
    return naming.length + granted.length;
  }

  /** What was visible to the members of a team that is gone becomes `shared`: nobody gains sight. */
  async function forget(tx: Tx, organizationId: string, requestId: string, kind: DepartedKind, departedId: string): Promise<void> {
    const before = await requests.find(organizationId, requestId, tx);
    if (before?.[fields[kind]] !== departedId) return;
    const orphaned = kind === 'team' && before.visibility === Visibility.TEAM;
    const after: RequestRow = { ...before, [fields[kind]]: undefined, ...(orphaned && { visibility: Visibility.SHARED }) };
    await writer.change(tx, before, after, await withStage(stages, await stages.stagesOf(organizationId), tx, before));
  }

  async function revoke(tx: Tx, grant: GrantRow): Promise<void> {
    const { organizationId, _id, requestId } = grant;
    const present = await grants.find(organizationId, _id, tx);
    const request = present && (await requests.find(organizationId, requestId, tx));
    if (present && request) await grantWriter.remove(tx, request, present);
  }

  async function inTransaction(signal: AbortSignal, work: (tx: Tx) => Promise<void>): Promise<void> {
    if (!signal.aborted) await parts.unitOfWork(systemContext({ logger: parts.logger, signal }), work);
  }
}
