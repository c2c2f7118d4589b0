import type { Json } from './json';

/** What the gateway answered. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** The parsed envelope; undefined for an answer that has none. */
  body: Json;
}

/** A caller of the public API, as a customer's program would be. */
export interface ApiClient {
  /** Makes a call; `body` is sent as JSON. Never throws for a status. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Makes a call that must succeed, and gives its `data`. */
  must(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json>;
}

/** A client that uses the gateway at `baseUrl` with an API key, or without credentials. */
export function apiClient(baseUrl: string, apiKey?: string): ApiClient {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    const { status, headers: received } = response;
    const text = await response.text();
    const isJson = text !== '' && received.get('content-type')?.includes('json');
    return { status, headers: received, body: isJson ? JSON.parse(text) : undefined };
  }
  return {
    call,
    async must(method, path, body, headers) {
      const answer = await call(method, path, body, headers);
      if (answer.status >= 300) throw new Error(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body.data;
    },
  };
}
