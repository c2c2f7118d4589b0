import type { Model } from 'mongoose';
import { wrongPasswords, type LinkRow } from './link';

/** Counts what is done with links. */
export type LinkCounter = ReturnType<typeof createLinkCounter>;

/** Each count is one atomic update that also decides whether it still may happen, so that many at once are exact. */
export function createLinkCounter(links: Model<LinkRow>) {
  return {
    /**
     * Counts a use of a link, unless it was revoked, has ended, is used up or locked.
     *
     * @returns the link with the use, or undefined.
     */
    async use(link: LinkRow, now: Date): Promise<LinkRow | undefined> {
      const row = await links
        .findOneAndUpdate(usable(link, now), { $inc: { uses: 1 } }, { returnDocument: 'after' })
        .lean<LinkRow>();
      return row ?? undefined;
    },

    /** The link, if a use of it would count. */
    async peek(link: LinkRow, now: Date): Promise<LinkRow | undefined> {
      const row = await links.findOne(usable(link, now)).lean<LinkRow>();
      return row ?? undefined;
    },

    /**
     * Counts a wrong password.
     *
     * @returns whether it was within the limit of the window.
     */
    async countWrong({ _id, organizationId }: LinkRow, now: Date): Promise<boolean> {
      const windowOver = { wrongUntil: { $not: { $gt: now } } };
      const newWindow = { $set: { wrongCount: 1, wrongUntil: new Date(now.getTime() + wrongPasswords.windowMs) } };
      const first = await links.updateOne({ _id, organizationId, ...windowOver }, newWindow);
      if (first.matchedCount === 1) return true;
      const room = { wrongCount: { $lt: wrongPasswords.limit } };
      const further = await links.updateOne({ _id, organizationId, ...room }, { $inc: { wrongCount: 1 } });
      return further.matchedCount === 1;
    },
  };
}

function usable({ _id, organizationId, maxUses }: LinkRow, now: Date): Record<string, unknown> {
  return {
    _id,
    organizationId,
    revokedAt: null,
    expiresAt: { $not: { $lte: now } },
    ...(maxUses !== undefined && { uses: { $lt: maxUses } }),
    $or: [{ wrongUntil: { $not: { $gt: now } } }, { wrongCount: { $lt: wrongPasswords.limit } }],
  };
}
