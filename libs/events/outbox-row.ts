import { Schema, type Connection, type Model } from 'mongoose';

/** Emitted on the connection when a transaction with an event has committed. */
export const committedSignal = 'outbox:committed';

/** An event that waits to be published. */
export interface OutboxRow {
  _id: string;
  aggregateId: string;
  seq: number;
  type: string;
  traceparent: string;
  value: Buffer;
}

const schema = new Schema<OutboxRow>(
  {
    _id: { type: String, required: true },
    aggregateId: { type: String, required: true },
    seq: { type: Number, required: true },
    type: { type: String, required: true },
    traceparent: { type: String, default: '' },
    value: { type: Buffer, required: true },
  },
  { collection: 'outbox', versionKey: false },
);
schema.index({ aggregateId: 1, seq: 1 }, { unique: true });

/** The outbox collection of a connection; the same model however often it is asked for. */
export function outboxModel(connection: Connection): Model<OutboxRow> {
  return (
    (connection.models.OutboxRow as Model<OutboxRow> | undefined) ?? connection.model<OutboxRow>('OutboxRow', schema)
  );
}
