/**
 * What two texts that differ only in case, or in how Unicode spells the same characters, have in common. Upper case comes
 * first because some letters, such as ß, meet their equals only there.
 */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
