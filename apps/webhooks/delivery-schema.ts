import { DeliveryStatus } from '@fileonion/contract/webhooks';
import { tenantSchema } from '@fileonion/mongo';
import type { DeliveryRow } from './delivery';

/** How deliveries are stored, and what they are found by. */
export function deliverySchema() {
  const schema = tenantSchema<DeliveryRow>({
    kind: { type: String, required: true },
    targetId: { type: String, required: true },
    eventId: { type: String, required: true },
    event: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    aggregateId: { type: String, default: '' },
    seq: { type: Number, required: true },
    traceparent: { type: String, default: '' },
    body: { type: Buffer },
    actionVersion: { type: Number },
    asked: { type: Boolean },
    status: { type: String, required: true },
    dueAt: { type: Date },
    order: { type: String, required: true },
    tries: { type: Number, required: true },
    attempts: {
      type: [{ _id: false, at: Date, durationMs: Number, status: Number, error: String, answer: String }],
      required: true,
    },
    expiresAt: { type: Date, required: true },
  });
  schema.index({ eventId: 1, targetId: 1 }, { unique: true });
  const pending = { partialFilterExpression: { status: DeliveryStatus.PENDING } };
  schema.index({ organizationId: 1, targetId: 1, dueAt: 1, order: 1 }, pending);
  schema.index({ organizationId: 1, targetId: 1, createdAt: 1, _id: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
