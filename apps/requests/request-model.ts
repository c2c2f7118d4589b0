import { addOrders, everyValue, tenantSchema } from '@fileonion/mongo';
import { Schema, type Connection, type Model } from 'mongoose';
import type { RequestRow } from './request';

const filterFields = [
  'audience',
  'clientId',
  'assigneeUserId',
  'tags',
  'assigneeTeamId',
  'stageId',
  'visibility',
  'open',
];

/** The collection of requests, items included. */
export function requestModel(connection: Connection): Model<RequestRow> {
  return connection.model<RequestRow>('Request', requestSchema());
}

function requestSchema() {
  const schema = tenantSchema<RequestRow>({
    title: { type: String, required: true },
    message: { type: String },
    clientId: { type: String },
    dueDate: { type: Date },
    priority: { type: String, required: true },
    tags: { type: [String], required: true },
    linkExpiresAt: { type: Date },
    assigneeUserId: { type: String },
    assigneeTeamId: { type: String },
    visibility: { type: String, required: true },
    items: { type: [itemSchema()], required: true },
    stageId: { type: String, required: true },
    stageKey: { type: String },
    expiryDue: { type: Date },
    createdBy: { type: String, required: true },
    grants: {
      type: [new Schema({ granteeId: String, permission: String }, { _id: false })],
      required: true,
    },
    audience: { type: [String], required: true },
    priorityRank: { type: Number, required: true },
    open: { type: Boolean, required: true },
    overdueFrom: { type: Date },
    expiresNext: { type: Date },
    progress: { type: Schema.Types.Mixed, required: true },
    titleText: { type: String, required: true },
    titleParts: { type: [String], required: true },
  });
  addIndexes(schema);
  return schema;
}

/** One for each order of the list, and one for each filter in the order of creation. */
function addIndexes(schema: Pick<Schema, 'add' | 'index'>): void {
  addOrders(schema, ['_id', 'updatedAt', 'dueDate', 'priorityRank']);
  for (const field of filterFields) schema.index({ organizationId: 1, [field]: 1, _id: 1 });
  schema.index({ organizationId: 1, clientId: 1, open: 1 });
  schema.index({ organizationId: 1, titleParts: 1 });
  schema.index(
    { expiresNext: 1 },
    { name: 'request_due', partialFilterExpression: { expiresNext: everyValue('Date') } },
  );
}

function itemSchema() {
  return new Schema(
    {
      id: { type: String, required: true },
      name: { type: String, required: true },
      description: { type: String },
      required: { type: Boolean, required: true },
      checklist: { type: [String], required: true },
      status: { type: String, required: true },
      submittedAt: { type: Date },
      reviewedAt: { type: Date },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      version: { type: Number, required: true },
    },
    { _id: false, id: false },
  );
}
