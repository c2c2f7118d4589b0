import { foldCase } from '@fileonion/service-kit';

// No input holds this character, so nothing that is searched for reaches from one text into the next.
const separator = '\u0000';

/** What is stored to search several texts at once. */
export function searchTextOf(texts: readonly (string | undefined)[]): string {
  return foldCase(texts.filter((text) => text !== undefined).join(separator));
}

/** A MongoDB condition on a stored search text: it holds `text`, every character of which stands for itself. */
export function holds(text: string): { $regex: string } {
  return { $regex: foldCase(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') };
}
