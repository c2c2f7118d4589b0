import { fold, holds } from './search-text';

// Long enough that a search finds few titles by it, short enough that a title has few of them.
const partLength = 16;

// Sorts behind every character that a text can go on with.
const last = '\u{10FFFF}';

/**
 * The stretches of a title that are indexed: up to 16 characters from each of its characters on. A text is in the title
 * if one of them begins with it, so that a search is a range of an index and works in every script.
 */
export function titlePartsOf(title: string): string[] {
  const letters = [...fold(title)];
  return [...new Set(letters.map((_, start) => letters.slice(start, start + partLength).join('')))];
}

/** A MongoDB condition: the title holds `text` anywhere, ignoring case; every character stands for itself. */
export function titleHolds(text: string): Record<string, unknown> {
  const letters = [...fold(text)];
  const start = letters.slice(0, partLength).join('');
  const rest = letters.length > partLength ? { titleText: holds(text) } : {};
  return { titleParts: { $gte: start, $lt: start + last }, ...rest };
}
