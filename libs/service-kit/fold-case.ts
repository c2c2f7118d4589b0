/**
 * What texts have in common that people take for the same: they differ only in case, in width, or in how Unicode spells
 * the same characters. Both cases are gone through because some letters meet their equals only in one of them: ß in
 * upper case, ẞ in lower. The last step goes letter by letter, so that a part of a text folds as it does inside the
 * whole: lower-casing a word gives a sigma at its end another form.
 */
export function foldCase(text: string): string {
  const upper = text.normalize('NFKC').toLowerCase().toUpperCase();
  return [...upper]
    .map((letter) => letter.toLowerCase())
    .join('')
    .normalize('NFKC');
}
