/**
 * Makes texts equal that people take for the same when they search: case, width and composition. Letter by letter,
 * because lower-casing a whole word gives a sigma at its end another form.
 */
export function fold(text: string): string {
  return [...text.normalize('NFKC').toUpperCase()].map((letter) => letter.toLowerCase()).join('');
}

// No input holds this character, so nothing that is searched for reaches from one text into the next.
const separator = '\u0000';

/** What is stored to search several texts at once. */
export function searchTextOf(texts: readonly (string | undefined)[]): string {
  return fold(texts.filter((text) => text !== undefined).join(separator));
}

/** A MongoDB condition on a stored search text: it holds `text`, every character of which stands for itself. */
export function holds(text: string): { $regex: string } {
  return { $regex: fold(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') };
}
