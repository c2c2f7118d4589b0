import type { OutgoingAnswer } from './outgoing-answer';

const keptBytes = 4096;
const shortest = 6;

/**
 * The beginning of an answer, for the log, without the secrets of the call: an endpoint that echoes them must not show
 * to everyone who reads the log what is never shown. So much more is read that none is cut in two.
 */
export async function maskSecrets(
  secrets: string[],
  call: (mostBytes: number) => Promise<OutgoingAnswer>,
): Promise<OutgoingAnswer> {
  const hidden = secrets.flatMap(spellings).filter(({ length }) => length >= shortest);
  const longest = Math.max(0, ...hidden.map(({ length }) => length));
  const answer = await call(keptBytes + longest);
  const shown = Buffer.from(answer.body);
  for (const secret of hidden) blotOut(shown, secret, answer.body);
  return { ...answer, body: shown.subarray(0, keptBytes) };
}

/** Looks in the original, since secrets may overlap; to the same length, so that what is shown does not depend on it. */
function blotOut(shown: Buffer, secret: Buffer, original: Buffer): void {
  for (let at = original.indexOf(secret); at >= 0; at = original.indexOf(secret, at + 1))
    shown.fill('*', at, at + secret.length);
}

/** A secret as it is, as JSON writes it, and as URLs do; `Bearer x` also without its scheme. */
function spellings(secret: string): Buffer[] {
  const bare = secret.replace(/^(Bearer|Basic) /, '');
  const written = [bare, JSON.stringify(bare).slice(1, -1), encodeURIComponent(bare)];
  return [...new Set(written)].map((text) => Buffer.from(text));
}
