import { setTimeout as delay } from 'node:timers/promises';
import { apiClient, type ApiAnswer } from '@fileonion/testing';
import type { Disturbances } from './disturbances';

/** A call of the load. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The key of the owner when absent. */
  apiKey?: string;
}

/** An answer; undefined when none came. */
export type Outcome = ApiAnswer | undefined;

/** Calls the gateways in turn, and counts what comes back. */
export interface Calls {
  /** How often each kind of answer came. */
  tally: Map<string, number>;
  /** Answers that nobody may get. */
  problems: string[];
  /** Calls that did not succeed although they could have. */
  failed: string[];
  /** Makes a call once, at the gateway of this index or at the next one. */
  once(call: Call, gateway?: number): Promise<Outcome>;
  /** Makes a call again and again until it has been served; `lost` tells that an earlier try may have had its effect. */
  served(call: Call): Promise<{ answer: ApiAnswer; lost: boolean }>;
}

const again = new Set(['unavailable', 'deadline_exceeded', 'idempotency_in_progress']);
/** What is answered when a part is away. */
const away = new Set([503, 504]);
const longestMs = 120_000;

/** With `failover` a caller who gets no answer asks another gateway, as behind a balancer. */
export function createCalls(
  { gateways, apiKey: owner }: { gateways: string[]; apiKey: string },
  disturbances: Disturbances,
  failover: boolean,
): Calls {
  const [tally, problems, failed]: [Map<string, number>, string[], string[]] = [new Map(), [], []];
  let turn = 0;
  return { tally, problems, failed, once, served };

  async function once(call: Call, gateway = turn++ % gateways.length): Promise<Outcome> {
    const sent = Date.now();
    const outcome =
      (await tryAt(gateway, call)) ?? (failover ? await tryAt((gateway + 1) % gateways.length, call) : undefined);
    const what = `${call.method} ${call.path}: ${outcome ? kindOf(outcome) : 'no answer'}`;
    if (!outcome || outcome.status >= 500) failed.push(what);
    if (outcome ? outcome.status >= 500 && !away.has(outcome.status) : !disturbances.gatewayAwaySince(sent)) {
      problems.push(what);
    }
    return outcome;
  }

  async function tryAt(gateway: number, call: Call): Promise<Outcome> {
    const answer = await ask(gateways[gateway]!, { apiKey: owner, ...call });
    const kind = answer instanceof Error ? lossOf(answer) : kindOf(answer);
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
    return answer instanceof Error ? undefined : answer;
  }

  async function served(call: Call): Promise<{ answer: ApiAnswer; lost: boolean }> {
    const headers = { ...call.headers, ...(call.method === 'POST' && { 'Idempotency-Key': crypto.randomUUID() }) };
    const end = Date.now() + longestMs;
    for (let lost = false; Date.now() < end; lost = true) {
      const answer = await once({ ...call, headers });
      if (answer && !again.has(answer.body?.error?.code)) return { answer, lost };
      await delay(200);
    }
    throw new Error(`${call.method} ${call.path} was not served within ${longestMs / 1000} s.`);
  }
}

/** The error is why no answer came. */
function ask(gateway: string, { method, path, body, headers, apiKey }: Call): Promise<ApiAnswer | Error> {
  return apiClient(gateway, apiKey)
    .call(method, path, body, headers)
    .catch((error: Error) => error);
}

function lossOf({ name, cause }: Error): string {
  return `no answer (${(cause as { code?: string } | undefined)?.code ?? name})`;
}

function kindOf({ status, body }: ApiAnswer): string {
  return status < 400 ? String(status) : `${status} ${body?.error?.code}`;
}
