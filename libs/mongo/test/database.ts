import { randomUUID } from 'node:crypto';
import { addOrders, modelsReady, openMongo, tenantSchema, type TenantRow } from '..';
import { logger } from './context';

export interface ThingRow extends TenantRow {
  name: string;
  rank?: number;
}

export const secret = Buffer.alloc(32, 7);

/** A database of its own with one collection of things, names unique. */
export async function openThings(uri = process.env['MONGODB_URI']) {
  if (!uri) throw new Error('MONGODB_URI names the server to test on');
  const mongo = await openMongo({ uri, database: `test-${randomUUID()}`, logger });
  const schema = tenantSchema<ThingRow>({ name: { type: String, required: true }, rank: { type: Number } });
  schema.index({ organizationId: 1, name: 1 }, { unique: true, name: 'unique_name' });
  addOrders(schema, ['createdAt', 'rank']);
  const things = mongo.connection.model<ThingRow>('Thing', schema);
  return {
    mongo,
    things,
    ready: () => modelsReady(mongo.connection),
    async drop() {
      await mongo.connection.dropDatabase();
      await mongo.close();
    },
  };
}
