import type { Outbox } from '@fileonion/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { createLogger } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import type { ApiKeyRow } from './api-key';
import type { ApiKeyRepository } from './api-key-repository';
import { watchDueRevocations } from './due-revocations';

test('a revocation that cannot be announced holds up none behind it', async () => {
  const due = ['failing', 'well'].map((_id) => ({ _id, organizationId: 'any' }) as ApiKeyRow);
  const found = jest.fn(async (_organizationId: string, id: string): Promise<ApiKeyRow | undefined> => {
    if (id === 'failing') throw new Error('the row cannot be read');
    return undefined;
  });
  const keys = { dueRevocations: async () => due, find: found } as unknown as ApiKeyRepository;
  const unitOfWork = ((_ctx: unknown, work: (tx: Tx) => unknown) => work({} as Tx)) as UnitOfWork;
  const logger = createLogger({ name: 'test', level: 'silent' });
  const watch = watchDueRevocations({ keys, outbox: {} as Outbox, unitOfWork, logger });
  await eventually(() => expect(found.mock.calls.slice(0, 2).map(([, id]) => id)).toEqual(['failing', 'well']));
  await watch.stop();
});
