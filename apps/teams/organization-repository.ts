import { tenantRows, tenantSchema } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import type { OrganizationRow } from './organization';

/** Reads and writes organizations. */
export type OrganizationRepository = ReturnType<typeof createOrganizationRepository>;

export function createOrganizationRepository(connection: Connection) {
  const schema = tenantSchema<OrganizationRow>({
    name: { type: String, required: true },
    plan: { type: String, required: true },
    switches: { teams: { type: Boolean, required: true }, resourceVisibility: { type: Boolean, required: true } },
  });
  return tenantRows(connection.model<OrganizationRow>('Organization', schema));
}
