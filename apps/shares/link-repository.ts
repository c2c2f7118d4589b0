import { inOrder, tenantRows, type SourceQuery, type Tx } from '@fileonion/mongo';
import type { Model } from 'mongoose';
import type { LinkRow } from './link';

/** Reads and writes links. */
export type LinkRepository = ReturnType<typeof createLinkRepository>;

/** Which links of a resource, and in which order. */
interface LinkSelection extends SourceQuery {
  createdAfter?: Date;
  updatedAfter?: Date;
}

export function createLinkRepository(links: Model<LinkRow>) {
  return {
    ...tenantRows(links),

    /** The link with this token's hash. The token is the credential, so that the organization is not known before. */
    async findByTokenHash(tokenHash: string): Promise<LinkRow | undefined> {
      const row = await links
        .findOne({ tokenHash })
        .setOptions({ crossTenant: 'the token names the organization' })
        .lean<LinkRow>();
      return row ?? undefined;
    },

    /** Live links of a resource. */
    async ofResource(organizationId: string, resourceId: string, selection: LinkSelection): Promise<LinkRow[]> {
      const { behind, ascending, limit } = selection;
      return links.aggregate<LinkRow>([
        { $match: { organizationId, resourceId, revokedAt: null, ...timesOf(selection) } },
        ...inOrder({ field: 'createdAt', ascending, limit, behind }),
      ]);
    },

    countLive(organizationId: string, tx: Tx, resourceId: string): Promise<number> {
      return links.countDocuments({ organizationId, resourceId, revokedAt: null }).session(tx.session);
    },

    /** @returns the links that were live, as they are now. */
    async revokeAll(organizationId: string, tx: Tx, resourceId: string): Promise<LinkRow[]> {
      const live = { organizationId, resourceId, revokedAt: null };
      const rows = await links.find(live).session(tx.session).lean<LinkRow[]>();
      const ended = { revokedAt: tx.now, updatedAt: tx.now };
      await links.updateMany(live, { $set: ended, $inc: { version: 1 } } as never).session(tx.session);
      return rows.map((row) => ({ ...row, ...ended, version: row.version + 1 }));
    },
  };
}

/** A live link is as it was made, so that it was updated when it was created. */
function timesOf({ createdAfter, updatedAfter }: LinkSelection): Record<string, unknown> {
  const after = Math.max(createdAfter?.getTime() ?? -Infinity, updatedAfter?.getTime() ?? -Infinity);
  return after === -Infinity ? {} : { createdAt: { $gt: new Date(after) } };
}
