import { guard, tenantRows, tenantSchema, type SourceQuery, type TenantRow, type Tx } from '@fileonion/mongo';
import { mongo, type Connection, type Model } from 'mongoose';
import { wrongPasswords, type LinkRow } from './link';

/** Reads and writes links. */
export type LinkRepository = ReturnType<typeof createLinkRepository>;

/** Which links of a resource, and in which order. */
export interface LinkSelection extends SourceQuery {
  createdAfter?: Date;
  updatedAfter?: Date;
}

/** One row a resource with links, by which those who make links and those who see the resource deleted conflict. */
interface ResourceRow extends TenantRow {
  deletedAt?: Date;
}

export function createLinkRepository(connection: Connection) {
  const links = connection.model<LinkRow>('Link', linkSchema());
  const resources = connection.model<ResourceRow>('Resource', resourceSchema());
  const rows = tenantRows(links);

  return {
    ...rows,

    /** The link with this token's hash. The token is the credential, so that the organization is not known before. */
    async findByTokenHash(tokenHash: string): Promise<LinkRow | undefined> {
      const row = await links.findOne({ tokenHash }).setOptions({ crossTenant: 'the token names the organization' }).lean<LinkRow>();
      return row ?? undefined;
    },

    /** Live links of a resource. */
    ofResource(organizationId: string, resourceId: string, selection: LinkSelection): Promise<LinkRow[]> {
      const { behind, ascending, limit, createdAfter, updatedAfter } = selection;
      const [beyond, direction] = ascending ? (['$gt', 1] as const) : (['$lt', -1] as const);
      const conditions = [
        ...(createdAfter ? [{ createdAt: { $gt: createdAfter } }] : []),
        // Links never change but for being revoked.
        ...(updatedAfter ? [{ createdAt: { $gt: updatedAfter } }] : []),
        ...(behind ? [{ $or: [{ createdAt: { [beyond]: behind.createdAt } }, { createdAt: behind.createdAt, _id: { [beyond]: behind.id } }] }] : []),
      ];
      return links
        .find({ organizationId, resourceId, revokedAt: null, ...(conditions.length > 0 && { $and: conditions }) })
        .sort({ createdAt: direction, _id: direction })
        .limit(limit)
        .lean<LinkRow[]>();
    },

    /** All live links of a resource, for an end of all of them. */
    liveOf(organizationId: string, tx: Tx, resourceId: string): Promise<LinkRow[]> {
      return links.find({ organizationId, resourceId, revokedAt: null }).session(tx.session).lean<LinkRow[]>();
    },

    /**
     * Counts a use of a link, if it still is usable: revoked, expired, used up and locked are decided in the one update.
     *
     * @returns the link with the use, or undefined.
     */
    async use(link: LinkRow, now: Date): Promise<LinkRow | undefined> {
      const row = await links.findOneAndUpdate(usable(link, now), { $inc: { uses: 1 } }, { returnDocument: 'after' }).lean<LinkRow>();
      return row ?? undefined;
    },

    /** The link, if a use of it would count. */
    async peek(link: LinkRow, now: Date): Promise<LinkRow | undefined> {
      const row = await links.findOne(usable(link, now)).lean<LinkRow>();
      return row ?? undefined;
    },

    /** Counts a wrong password. @returns whether it was within the limit of the window. */
    async countWrong({ _id, organizationId }: LinkRow, now: Date): Promise<boolean> {
      const over = { $or: [{ wrongUntil: null }, { wrongUntil: { $lte: now } }] };
      const first = { $set: { wrongCount: 1, wrongUntil: new Date(now.getTime() + wrongPasswords.windowMs) } };
      const opened = await links.updateOne({ _id, organizationId, ...over }, first);
      if (opened.matchedCount === 1) return true;
      const counted = await links.updateOne({ _id, organizationId, wrongCount: { $lt: wrongPasswords.limit } }, { $inc: { wrongCount: 1 } });
      return counted.matchedCount === 1;
    },

    /** Call it before the unit of work that makes a link. */
    async prepareResource(organizationId: string, resourceId: string): Promise<void> {
      await upsertResource(resources, organizationId, resourceId, new Date()).catch(ignoreDuplicate);
    },

    /** Whether a resource still takes links; it does so until the transaction ends. */
    async holdResource(organizationId: string, tx: Tx, resourceId: string): Promise<boolean> {
      await guard(tx, resources, organizationId, resourceId);
      const row = await resources.findOne({ _id: resourceId, organizationId }).session(tx.session).lean<ResourceRow>();
      return row !== null && row.deletedAt === undefined;
    },

    /** From now on the resource takes no links. */
    async closeResource(organizationId: string, tx: Tx, resourceId: string): Promise<void> {
      await upsertResource(resources, organizationId, resourceId, tx.now, tx);
      await tenantRows(resources).change(organizationId, tx, resourceId, { deletedAt: tx.now });
    },
  };
}

function usable({ _id, organizationId, maxUses }: LinkRow, now: Date): Record<string, unknown> {
  return {
    _id,
    organizationId,
    revokedAt: null,
    ...(maxUses !== undefined && { uses: { $lt: maxUses } }),
    $and: [
      { $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] },
      { $or: [{ wrongUntil: null }, { wrongUntil: { $lte: now } }, { wrongCount: { $lt: wrongPasswords.limit } }] },
    ],
  };
}

async function upsertResource(resources: Model<ResourceRow>, organizationId: string, _id: string, now: Date, tx?: Tx): Promise<void> {
  const fields = { version: 1, createdAt: now, updatedAt: now };
  await (resources as unknown as Model<TenantRow>).updateOne({ _id, organizationId }, { $setOnInsert: fields }, { upsert: true, session: tx?.session });
}

function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError && error.code === 11000)) throw error;
}

const day = 24 * 3600;

function linkSchema() {
  const schema = tenantSchema<LinkRow>({
    resourceId: { type: String, required: true },
    tokenHash: { type: String, required: true },
    passwordHash: { type: String },
    expiresAt: { type: Date },
    maxUses: { type: Number },
    uses: { type: Number, required: true },
    wrongCount: { type: Number, required: true },
    wrongUntil: { type: Date },
    createdBy: { type: String, required: true },
    revokedAt: { type: Date },
  });
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ organizationId: 1, resourceId: 1, createdAt: 1, _id: 1 });
  // Kept that long, so that the link says why it no longer works.
  schema.index({ revokedAt: 1 }, { expireAfterSeconds: 90 * day });
  return schema;
}

function resourceSchema() {
  const schema = tenantSchema<ResourceRow>({ deletedAt: { type: Date } });
  schema.index({ deletedAt: 1 }, { expireAfterSeconds: 30 * day });
  return schema;
}
