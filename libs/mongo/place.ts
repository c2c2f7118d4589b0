import type { Condition } from './conditions';

/** A place in the order of (some time, id). */
export interface Place {
  at: Date;
  id: string;
}

/** What is further than a place in the order of (field, id), where the field is a time; without a place, everything. */
export function furtherThan(field: string, place: Place | undefined, ascending: boolean): Condition {
  if (!place) return {};
  const { at, id } = place;
  const beyond = ascending ? '$gt' : '$lt';
  return { $or: [{ [field]: { [beyond]: at } }, { [field]: at, _id: { [beyond]: id } }] };
}
