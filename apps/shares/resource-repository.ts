import { tenantRows, tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** One row a resource with links, by which those who make links and those who see the resource deleted conflict. */
interface ResourceRow extends TenantRow {
  deletedAt?: Date;
}

/** Reads and writes what is known of shared resources. */
export type ResourceRepository = ReturnType<typeof createResourceRepository>;

export function createResourceRepository(connection: Connection) {
  const resources = tenantRows(connection.model<ResourceRow>('Resource', resourceSchema()));
  return {
    /** Call it before the unit of work that makes a link. */
    prepare: (organizationId: string, id: string) => resources.ensure(organizationId, id, {}),

    /** Whether a resource takes links; what is true stays true until the transaction ends. */
    async hold(organizationId: string, tx: Tx, id: string): Promise<boolean> {
      await resources.guard(organizationId, tx, id);
      const row = await resources.find(organizationId, id, tx);
      return row !== undefined && row.deletedAt === undefined;
    },

    /** From now on the resource takes no links. */
    async close(organizationId: string, tx: Tx, id: string): Promise<void> {
      await resources.ensure(organizationId, id, {}, tx);
      await resources.change(organizationId, tx, id, { deletedAt: tx.now });
    },
  };
}

function resourceSchema() {
  const schema = tenantSchema<ResourceRow>({ deletedAt: { type: Date } });
  // Links of what is deleted are made no more once every call that saw it has ended.
  schema.index({ deletedAt: 1 }, { expireAfterSeconds: 30 * 24 * 3600 });
  return schema;
}
