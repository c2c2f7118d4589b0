import type { PipelineStage } from 'mongoose';
import type { Condition } from './conditions';

/** A place in the order of (some time, id). */
export interface Place {
  at: Date;
  id: string;
}

/** Some rows in the order of (field, id), where the field is a time. */
interface Span {
  field: string;
  ascending: boolean;
  limit: number;
  /** Where they begin, itself not among them; without a place, at the beginning. */
  behind: Place | undefined;
}

/**
 * Stages that read some rows in order, of those that the stage before them finds by an index. The place is looked at behind
 * the order: its alternatives, beside what the index answers, make the embedded server read the whole collection.
 */
export function inOrder({ field, ascending, limit, behind }: Span): PipelineStage[] {
  const direction = ascending ? 1 : -1;
  return [
    { $sort: { [field]: direction, _id: direction } },
    { $match: behind ? furtherThan(field, behind, ascending) : {} },
    { $limit: limit },
  ];
}

function furtherThan(field: string, { at, id }: Place, ascending: boolean): Condition {
  const beyond = ascending ? '$gt' : '$lt';
  return { $or: [{ [field]: { [beyond]: at } }, { [field]: at, _id: { [beyond]: id } }] };
}
