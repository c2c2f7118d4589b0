import { Schema, type Aggregate, type Query, type SchemaDefinition, type SchemaDefinitionProperty } from 'mongoose';
import { toAppError } from './faults';

/** What every row of a tenant has. */
export interface TenantRow {
  /** UUIDv7. */
  _id: string;
  organizationId: string;
  /** Incremented by every change; the entity tag and the events' `seq` come from it. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A row's own fields, without those that every row has. */
export type OwnFields<Row extends TenantRow> = Omit<Row, keyof TenantRow>;

const queries = [
  'find',
  'findOne',
  'findOneAndUpdate',
  'findOneAndDelete',
  'findOneAndReplace',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'countDocuments',
  'distinct',
] as const;

/**
 * A schema whose rows belong to an organization. It refuses every query that does not name one, so that a forgotten
 * filter is a failing test and not a leak; work across organizations says why: `.setOptions({ crossTenant: 'relay' })`.
 */
export function tenantSchema<Row extends TenantRow>(
  definition: Record<keyof OwnFields<Row>, SchemaDefinitionProperty>,
): Schema<Row> {
  const schema = new Schema(
    {
      ...(definition as SchemaDefinition),
      _id: { type: String, required: true },
      organizationId: { type: String, required: true, immutable: true },
      version: { type: Number, required: true, default: 1 },
      guard: { type: Number, select: false },
      createdAt: { type: Date, required: true, immutable: true },
      updatedAt: { type: Date, required: true },
    },
    { versionKey: false, id: false, minimize: false, strict: 'throw', strictQuery: 'throw' },
  ) as unknown as Schema<Row>;
  refuseWithoutOrganization(schema as unknown as Schema);
  nameUnreachable(schema as unknown as Schema);
  return schema;
}

function refuseWithoutOrganization(schema: Schema): void {
  schema.pre([...queries], function (this: Query<unknown, unknown>) {
    if (!crossTenant(this.getOptions())) requireOrganization(this.getFilter(), this.model.modelName);
  });
  schema.pre('aggregate', function (this: Aggregate<unknown>) {
    if (crossTenant(this.options)) return;
    const first = this.pipeline()[0] as { $match?: Record<string, unknown> } | undefined;
    requireOrganization(first?.$match ?? {}, this.model().modelName);
  });
  schema.pre('save', function () {
    if (!this.isNew) throw new Error('Rows are changed by updates that name their organization, not by save().');
  });
  schema.pre(['estimatedDocumentCount', 'bulkWrite'] as never, function () {
    throw new Error('This operation cannot be confined to an organization.');
  });
}

function requireOrganization(filter: Record<string, unknown>, model: string): void {
  if (typeof filter['organizationId'] === 'string' && filter['organizationId'] !== '') return;
  throw new Error(`A query of ${model} does not name its organization.`);
}

function crossTenant(options: unknown): boolean {
  return typeof (options as { crossTenant?: unknown }).crossTenant === 'string';
}

/** Callers outside a unit of work learn that the server is away, instead of an internal error. */
function nameUnreachable(schema: Schema): void {
  schema.post(
    [...queries, 'aggregate'] as never,
    { errorHandler: true } as never,
    function (error: Error, _result: unknown, next: (error?: Error) => void) {
      next(toAppError(error) as Error);
    } as never,
  );
}
