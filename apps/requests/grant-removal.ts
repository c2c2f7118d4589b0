import type { Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import type { GrantRow } from './grant';

/** Removes grants that end together. */
export type GrantRemoval = ReturnType<typeof createGrantRemoval>;

export function createGrantRemoval(connection: Connection) {
  const grants = connection.model<GrantRow>('Grant');
  return {
    /** In one write: a thousand would take longer than a call may. */
    async removeOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<void> {
      await grants.deleteMany({ organizationId, requestId }, { session: tx.session });
    },
  };
}
