/** A place in the order of (some time, id). */
export interface Place {
  at: Date;
  id: string;
}

/** What is behind a place in the order of (field, id). */
export function furtherThan(field: string, place: Place | undefined) {
  if (!place) return {};
  const { at, id } = place;
  return { $or: [{ [field]: { $gt: at } }, { [field]: at, _id: { $gt: id } }] };
}
