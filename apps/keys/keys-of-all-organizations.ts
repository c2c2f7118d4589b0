import { toAppError } from '@fileonion/mongo';
import type { ApiKeyRow } from './api-key';
import type { ApiKeyModel } from './api-key-model';

/** The last use of a key. */
interface KeyUse {
  organizationId: string;
  keyId: string;
  lastUsedAt: Date;
}

/** What is done with keys before or without knowing whose they are. */
export function keysOfAllOrganizations(keys: ApiKeyModel) {
  return {
    /** The key with one of these hashes, as far as it never changes: its state is read by organization, afterwards. */
    findByHash(hashes: string[]): Promise<Pick<ApiKeyRow, '_id' | 'organizationId' | 'createdBy'> | null> {
      return keys
        .findOne({ hash: { $in: hashes } }, { organizationId: 1, createdBy: 1 })
        .setOptions({ crossTenant: 'a raw key names no organization' })
        .lean();
    },

    /** Keys whose revocation has come to pass and has not been announced. */
    dueRevocations(now: Date, most: number): Promise<Pick<ApiKeyRow, '_id' | 'organizationId'>[]> {
      return keys
        .find({ revocationPending: true, revokesAt: { $lte: now } }, { organizationId: 1 })
        .setOptions({ crossTenant: 'announcing what is due' })
        .limit(most)
        .lean();
    },

    /** Notes last uses; of two moments the later stays. Makes no new version: nothing was decided. */
    async noteUses(uses: KeyUse[]): Promise<void> {
      const operations = uses.map(({ organizationId, keyId, lastUsedAt }) => ({
        updateOne: { filter: { _id: keyId as never, organizationId }, update: { $max: { lastUsedAt } } },
      }));
      if (operations.length === 0) return;
      await keys.collection.bulkWrite(operations, { ordered: false }).catch((error: unknown) => {
        throw toAppError(error);
      });
    },
  };
}
