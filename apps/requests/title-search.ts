import { foldCase } from '@fileonion/service-kit';
import { holds } from './search-text';

// Long enough that a search finds few titles by it, short enough that a title has few of them.
const partLength = 16;

// Sorts behind everything that the beginning of a part can go on with: no text of that length is greater.
const last = '\u{10FFFF}'.repeat(partLength);

/**
 * The stretches of a title that are indexed: up to 16 characters from each of its characters on. A text is in the title
 * if one of them begins with it, so that a search is a range of an index and works in every script.
 */
export function titlePartsOf(title: string): string[] {
  const letters = [...foldCase(title)];
  return [...new Set(letters.map((_, start) => letters.slice(start, start + partLength).join('')))];
}

/** A MongoDB condition: the title holds `text` anywhere, ignoring case; every character stands for itself. */
export function titleHolds(text: string): Record<string, unknown> {
  const isLong = [...foldCase(text)].length > partLength;
  return { titleParts: { $elemMatch: partsFrom(text) }, ...(isLong && { titleText: holds(text) }) };
}

/**
 * The range of the index in which a title that holds `text` has a part. As a condition on its own it would let one part
 * lie behind the beginning of the range, and another one before its end.
 */
export function titleRange(text: string): Record<string, unknown> {
  return { titleParts: partsFrom(text) };
}

function partsFrom(text: string): Record<string, unknown> {
  const start = [...foldCase(text)].slice(0, partLength).join('');
  return { $gte: start, $lt: start + last };
}
