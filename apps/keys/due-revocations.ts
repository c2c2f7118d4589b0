import { EventType } from '@fileonion/contract/events';
import { eachInTurn } from '@fileonion/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { ApiKeyRow } from './api-key';
import { announce } from './api-key-events';
import type { IssueParts } from './issue-key';

const atOnce = 100;

type Parts = Pick<IssueParts, 'keys' | 'outbox'> & { unitOfWork: UnitOfWork; logger: Logger };

/** Announces some of the revocations that rotations have put off and that have come to pass. */
export async function announceDueRevocations(parts: Parts, signal: AbortSignal): Promise<void> {
  const { keys, unitOfWork, logger } = parts;
  const due = await keys.dueRevocations(new Date(), atOnce);
  await eachInTurn(due, { signal, logger }, (key) =>
    unitOfWork(systemContext({ logger, signal }), (tx) => announceOne(parts, tx, key)),
  );
}

async function announceOne(
  { keys, outbox }: Parts,
  tx: Tx,
  { _id, organizationId }: Pick<ApiKeyRow, '_id' | 'organizationId'>,
): Promise<void> {
  const row = await keys.find(organizationId, _id, tx);
  // Another instance was faster, or the key is gone.
  if (!row?.revocationPending) return;
  const after = await keys.change(organizationId, tx, _id, { revocationPending: undefined });
  await announce(outbox, tx, EventType.API_KEY_REVOKED, after);
}
