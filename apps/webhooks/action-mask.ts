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
  // Byte by byte, and to the same length: what is shown then does not depend on what was hidden before it.
  const text = hidden.reduce(
    (shown, secret) => shown.replaceAll(secret, '*'.repeat(secret.length)),
    answer.body.toString('latin1'),
  );
  return { ...answer, body: Buffer.from(text, 'latin1').subarray(0, keptBytes) };
}

/** A secret as it is, as JSON writes it, and as URLs do; `Bearer x` also without its scheme. */
function spellings(secret: string): string[] {
  const bare = secret.replace(/^(Bearer|Basic) /, '');
  const written = [bare, JSON.stringify(bare).slice(1, -1), encodeURIComponent(bare)];
  return [...new Set(written)].map((text) => Buffer.from(text).toString('latin1'));
}
