import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { HttpClient } from './http-client';
import type { OutgoingAnswer } from './outgoing-answer';

/** Who asks for a token, and where. */
export interface OauthClient {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string;
}

/** Gets access tokens by the OAuth 2.0 client credentials grant. */
export interface OauthTokens {
  /** A token that is good for a while, a cached one if there is. @throws Error whose message the action's log may show. */
  get(client: OauthClient, signal: AbortSignal): Promise<string>;
  /** Forgets a token that was refused. */
  forget(client: OauthClient, token: string): void;
}

interface Token {
  text: string;
  /** Epoch milliseconds until which it is used. */
  until: number;
}

const mostTokens = 1000;
const fetchMs = 10_000;
const mostBytes = 32 * 1024;
const spareMs = 60_000;
/** For endpoints that do not say how long a token lives. */
const defaultLifetimeMs = 10 * 60_000;

/** Keeps tokens in memory only. Whoever asks for one while it is being fetched waits for the same. */
export function createOauthTokens({ http, now }: { http: HttpClient; now: () => Date }): OauthTokens {
  const tokens = new LRUCache<string, Token>({ max: mostTokens });
  const fetches = new Map<string, Promise<string>>();

  async function fetchToken(key: string, client: OauthClient): Promise<string> {
    const token = tokenIn(await askForToken(http, client), now().getTime());
    tokens.set(key, token);
    return token.text;
  }

  return {
    get(client, signal) {
      const key = keyOf(client);
      const token = tokens.get(key);
      if (token && token.until > now().getTime()) return Promise.resolve(token.text);
      const fetching = fetches.get(key) ?? fetchToken(key, client).finally(() => fetches.delete(key));
      fetches.set(key, fetching);
      return unlessAborted(fetching, signal);
    },
    forget(client, token) {
      const key = keyOf(client);
      if (tokens.get(key)?.text === token) tokens.delete(key);
    },
  };
}

function keyOf({ tokenUrl, clientId, clientSecret, scope }: OauthClient): string {
  return createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, clientSecret, scope]))
    .digest('base64');
}

/** The client names itself by Basic authentication, as every endpoint must allow, or in the body where one does not. */
async function askForToken(http: HttpClient, client: OauthClient): Promise<OutgoingAnswer> {
  const { clientId, clientSecret, scope } = client;
  const signal = AbortSignal.timeout(fetchMs);
  const grant = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) };
  const names = [clientId, clientSecret].map(formEncoded).join(':');
  const answer = await post({ authorization: `Basic ${Buffer.from(names).toString('base64')}` }, grant);
  if (answer.status !== 400 && answer.status !== 401) return answer;
  return post({}, { ...grant, client_id: clientId, client_secret: clientSecret });

  async function post(headers: Record<string, string>, form: Record<string, string>): Promise<OutgoingAnswer> {
    const body = new URLSearchParams(form).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const call = { method: 'POST', url: client.tokenUrl, headers: { ...type, ...headers }, body, signal } as const;
    try {
      return await http.call(call, { bytes: mostBytes, ms: fetchMs });
    } catch (cause) {
      const { code, message } = cause as { code?: string | number; message: string };
      const reason = typeof code === 'string' ? code : message;
      throw new Error(`the token endpoint could not be called: ${reason}`, { cause });
    }
  }
}

/** An answer is not shown as it is: what an endpoint says may be secret. Its kind of error is told, where it has one. */
function tokenIn({ status, body }: OutgoingAnswer, now: number): Token {
  const answer = objectIn(body);
  if (status !== 200) {
    const error = /^[\w.-]{1,64}$/.exec(String(answer.error ?? ''))?.[0];
    throw new Error(`the token endpoint answered ${status}${error ? ` (${error})` : ''}`);
  }
  const { access_token: text, expires_in: seconds } = answer;
  if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) throw new Error('the token endpoint gave no token');
  const lifetimeSeconds = Number(seconds ?? NaN);
  return {
    text,
    until: now + (Number.isFinite(lifetimeSeconds) ? lifetimeSeconds * 1000 - spareMs : defaultLifetimeMs),
  };
}

function objectIn(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}
