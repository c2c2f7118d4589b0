import type { TenantRow } from '@fileonion/mongo';
import type { Connection, Model } from 'mongoose';
import type { ActionRow } from './action';
import type { Encryption } from './encryption';
import type { WebhookRow } from './webhook';

const atOnce = 100;
const everywhere = { crossTenant: 'a new encryption key is for every organization' };

/**
 * Encrypts with the current key what older keys have encrypted, so that they can be taken away. It can run beside the
 * service, and again. Every secret stays what it is.
 *
 * @returns how many webhooks and actions were changed.
 */
export async function reseal(connection: Connection, encryption: Encryption): Promise<number> {
  const sealedAnew = (sealed: string, id: string) => encryption.seal(encryption.open(sealed, id), id);
  const webhooks = await each(connection.model<WebhookRow>('Webhook'), ({ _id, secrets }) => {
    if (secrets.every(({ sealed }) => encryption.isCurrent(sealed))) return undefined;
    return { secrets: secrets.map((secret) => ({ ...secret, sealed: sealedAnew(secret.sealed, _id) })) };
  });
  const actions = await each(connection.model<ActionRow>('Action'), ({ _id, sealed }) =>
    encryption.isCurrent(sealed) ? undefined : { sealed: sealedAnew(sealed, _id) },
  );
  return webhooks + actions;
}

/** Changes rows, each in the state in which it was read: one that has changed meanwhile is read again. */
async function each<Row extends TenantRow>(
  model: Model<Row>,
  changesOf: (row: Row) => Partial<Row> | undefined,
): Promise<number> {
  const rows = model as unknown as Model<TenantRow>;
  let count = 0;
  let last = '';
  for (;;) {
    const next = rows
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(atOnce)
      .setOptions(everywhere);
    const found = await next.lean<Row[]>();
    if (!found.length) return count;
    for (const row of found) {
      const { _id, organizationId, version } = row;
      const changes = changesOf(row);
      const filter = { _id, organizationId, version };
      const isMissed = changes && !(await rows.updateOne(filter, { $set: changes })).matchedCount;
      if (isMissed) break;
      if (changes) count += 1;
      last = _id;
    }
  }
}
