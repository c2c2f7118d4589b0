import { AppError } from '@fileonion/errors';

const mostBytes = 256 * 1024;
const timeoutMs = 3000;

/**
 * Fetches a small document of the issuer: no redirect, no endless answer, no long wait. Whatever goes wrong is
 * `unavailable`: it says nothing about the token at hand.
 */
export async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (response.status !== 200) throw new Error(`The issuer answered ${response.status}`);
    return JSON.parse((await readBounded(response)).toString());
  } catch (cause) {
    throw new AppError('unavailable', undefined, { retryAfterSeconds: 5, cause });
  }
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`The issuer answered more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
