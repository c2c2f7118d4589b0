import type { UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { ApiKeyRow } from './api-key';
import { announce } from './api-key-events';
import type { IssueParts } from './issue-key';

const everyMs = 1000;
const mostAtOnce = 100;

type Parts = Pick<IssueParts, 'keys' | 'outbox'> & { unitOfWork: UnitOfWork; logger: Logger };

/** Announces the revocations that rotations have put off, as they come to pass. Several instances may do so. */
export function watchDueRevocations(parts: Parts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let timer = setTimeout(look, everyMs);
  let looking: Promise<void> = Promise.resolve();

  function look(): void {
    looking = announceDue(parts, stopping.signal)
      .catch((error: unknown) =>
        parts.logger.warn({ err: error }, 'Due revocations could not be announced, trying again'),
      )
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(look, everyMs);
      });
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await looking;
    },
  };
}

async function announceDue(parts: Parts, signal: AbortSignal): Promise<void> {
  for (const due of await parts.keys.dueRevocations(new Date(), mostAtOnce)) {
    if (signal.aborted) return;
    // One that fails holds up none behind it.
    await announceOne(parts, due, signal).catch((error: unknown) =>
      parts.logger.warn({ err: error, keyId: due._id }, 'A due revocation could not be announced, trying again'),
    );
  }
}

async function announceOne(
  { keys, outbox, unitOfWork, logger }: Parts,
  { _id, organizationId }: Pick<ApiKeyRow, '_id' | 'organizationId'>,
  signal: AbortSignal,
): Promise<void> {
  await unitOfWork(systemContext({ logger, signal }), async (tx) => {
    const row = await keys.find(organizationId, _id, tx);
    // Another instance was faster, or the key is gone.
    if (!row?.revocationPending) return;
    const after = await keys.change(organizationId, tx, _id, { revocationPending: undefined });
    await announce(outbox, tx, 'API_KEY_REVOKED', after);
  });
}
