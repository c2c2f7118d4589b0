import { AppError } from '@fileonion/errors';

const mostBytes = 256 * 1024;
const timeoutMs = 3000;

/**
 * Fetches a small document of the issuer: no redirect, no endless answer, no long wait. Whatever goes wrong is
 * `unavailable`: it says nothing about the token at hand.
 */
export async function fetchBounded(url: string, { headers }: { headers?: Headers } = {}): Promise<Response> {
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const body = await readBounded(response);
    if (response.status !== 200) throw new Error(`The issuer answered ${response.status}`);
    return new Response(body, { status: response.status });
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
