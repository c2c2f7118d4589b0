import { guard, tenantRows, tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import { mongo, type Connection, type Model } from 'mongoose';

/** One row a resource with links, by which those who make links and those who see the resource deleted conflict. */
interface ResourceRow extends TenantRow {
  deletedAt?: Date;
}

/** Reads and writes what is known of shared resources. */
export type ResourceRepository = ReturnType<typeof createResourceRepository>;

export function createResourceRepository(connection: Connection) {
  const resources = connection.model<ResourceRow>('Resource', resourceSchema());
  const rows = tenantRows(resources);
  return {
    /** Call it before the unit of work that makes a link. */
    async prepare(organizationId: string, id: string): Promise<void> {
      await upsert(resources, organizationId, id, new Date()).catch(ignoreDuplicate);
    },

    /** Whether a resource takes links; what is true stays true until the transaction ends. */
    async hold(organizationId: string, tx: Tx, id: string): Promise<boolean> {
      await guard(tx, resources, organizationId, id);
      const row = await rows.find(organizationId, id, tx);
      return row !== undefined && row.deletedAt === undefined;
    },

    /** From now on the resource takes no links. */
    async close(organizationId: string, tx: Tx, id: string): Promise<void> {
      await upsert(resources, organizationId, id, tx.now, tx);
      await rows.change(organizationId, tx, id, { deletedAt: tx.now });
    },
  };
}

async function upsert(
  resources: Model<ResourceRow>,
  organizationId: string,
  _id: string,
  now: Date,
  tx?: Tx,
): Promise<void> {
  const fields = { version: 1, createdAt: now, updatedAt: now };
  await (resources as unknown as Model<TenantRow>).updateOne(
    { _id, organizationId },
    { $setOnInsert: fields },
    { upsert: true, session: tx?.session },
  );
}

/** Whoever comes second finds the row made. */
function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError && error.code === 11000)) throw error;
}

function resourceSchema() {
  const schema = tenantSchema<ResourceRow>({ deletedAt: { type: Date } });
  // Links of what is deleted are made no more once every call that saw it has ended.
  schema.index({ deletedAt: 1 }, { expireAfterSeconds: 30 * 24 * 3600 });
  return schema;
}
