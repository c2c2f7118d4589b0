import { createHash, createHmac } from 'node:crypto';
import { AppError } from '@fileonion/errors';
import { deriveKey, seal, unseal, type RequestContext } from '@fileonion/service-kit';
import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';

/** A kept answer. The database can show neither the key that it was given under nor what it says. */
interface IdempotencyRow {
  _id: string;
  fingerprint: string;
  answer?: Buffer;
  existed: boolean;
  etag?: string;
  createdAt: Date;
}

const schema = new Schema<IdempotencyRow>(
  {
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    answer: { type: Buffer },
    existed: { type: Boolean, default: false },
    etag: { type: String },
    createdAt: { type: Date, required: true },
  },
  { collection: 'idempotency', versionKey: false },
);
schema.index({ createdAt: 1 }, { expireAfterSeconds: 24 * 3600 });

/** The kept answer of one call, claimed and filled in the transaction of the call's effect. */
export interface KeptAnswer {
  /** Returns the answer of an earlier call, if it has committed. */
  find(): Promise<{ replay: unknown } | undefined>;
  /**
   * Returns the answer of an earlier call, or claims the key for this one. The claim is the transaction's first write,
   * so that a concurrent duplicate conflicts here and not with a rule such as a unique name.
   */
  claim(session: ClientSession, now: Date): Promise<{ replay: unknown } | undefined>;
  fill(session: ClientSession, answer: unknown): Promise<void>;
}

/** Opens the collection of kept answers. */
export function createIdempotency(
  connection: Connection,
  secret: Uint8Array,
): (ctx: RequestContext) => KeptAnswer | undefined {
  const rows = connection.model<IdempotencyRow>('IdempotencyRow', schema);
  return (ctx) => (ctx.idempotency ? keptAnswer(rows, ctx, secret, ctx.idempotency) : undefined);
}

function keptAnswer(
  rows: Model<IdempotencyRow>,
  ctx: RequestContext,
  secret: Uint8Array,
  given: { key: string; fingerprint: string },
): KeptAnswer {
  const _id = rowId(ctx, given.key);
  const key = deriveKey(secret, `idempotency ${given.key}`);
  // Keyed, because the body behind it may hold a guessable secret.
  const fingerprint = createHmac('sha256', key).update(given.fingerprint).digest('base64');
  async function find(session: ClientSession | null): Promise<{ replay: unknown } | undefined> {
    const row = await rows.findById(_id).session(session).lean();
    if (!row) return undefined;
    if (row.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused');
    return { replay: replay(ctx, row, key) };
  }
  return {
    find: () => find(null),
    async claim(session, now) {
      const found = await find(session);
      if (!found) await rows.insertMany([{ _id, fingerprint, createdAt: now }], { session });
      return found;
    },
    async fill(session, answer) {
      const sealed = seal(key, ctx.method.responseSerialize(answer as never), _id);
      const { existed, etag } = ctx.reply;
      await rows.updateOne({ _id }, { $set: { answer: sealed, existed, ...(etag && { etag }) } }, { session });
    },
  };
}

function rowId(ctx: RequestContext, key: string): string {
  const { organizationId, userId, apiKey } = ctx.principal;
  const credential = apiKey ? `key:${apiKey.id}` : `user:${userId}`;
  return createHash('sha256')
    .update(JSON.stringify([organizationId, credential, key]))
    .digest('hex');
}

function replay(ctx: RequestContext, row: IdempotencyRow, key: Buffer): unknown {
  const answer = row.answer && unseal(key, row.answer, row._id);
  if (!answer) throw new Error('A kept answer cannot be opened: SERVER_SECRET has changed.');
  Object.assign(ctx.reply, { replayed: true, existed: row.existed, etag: row.etag });
  return ctx.method.responseDeserialize(answer);
}
