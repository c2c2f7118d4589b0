import { resolve } from 'node:path';
import { OneLineError } from '@fileonion/embedded';

/** One process for all services, or one for each. */
export type Mode = 'in-process' | 'processes';

type Env = Record<string, string | undefined>;

/** What the stack is started with. */
export interface Settings {
  mode: Mode;
  /** Ports of the gateways. */
  ports: number[];
  /** How many processes each other service has. */
  instances: number;
  dataDir: string;
  /** Servers that somebody else runs. They are used, and never replaced by embedded ones. */
  given: { mongo?: string; redis?: string; kafka?: string };
  /** Everything that was set, and which receivers webhooks may call: what is meant for a service is passed on to it. */
  env: Env;
}

const servers = { mongo: 'MONGODB_URI', redis: 'REDIS_URL', kafka: 'KAFKA_BROKERS' } as const;

/** Reads the settings; a fault is one clear line. */
export function readSettings(mode: string | undefined, env: Env): Settings {
  if (mode !== 'in-process' && mode !== 'processes') throw new OneLineError('Usage: main.js in-process | processes');
  const given = Object.fromEntries(
    Object.entries(servers).flatMap(([server, name]) => (env[name] ? [[server, env[name]]] : [])),
  ) as Settings['given'];
  if (env.NODE_ENV === 'production') refuseEmbedded(given);
  const instances = mode === 'processes' ? integer('INSTANCES', env.INSTANCES || '1', 10) : 1;
  const dataDir = resolve(env.DATA_DIR || '.data');
  return { mode, ports: portsOf(mode, env), instances, dataDir, given, env: withReceivers(env) };
}

/** Unless told otherwise, webhooks may call receivers on this machine. */
function withReceivers(env: Env): Env {
  return { ...env, WEBHOOK_ALLOW_CIDRS: env.WEBHOOK_ALLOW_CIDRS ?? '127.0.0.0/8,::1/128' };
}

function refuseEmbedded(given: Settings['given']): void {
  const missing = Object.entries(servers).flatMap(([server, name]) => (server in given ? [] : [name]));
  if (missing.length === 0) return;
  throw new OneLineError(
    `NODE_ENV=production needs ${missing.join(', ')}: embedded servers are for evaluation and tests only.`,
  );
}

function portsOf(mode: Mode, env: Env): number[] {
  const first = integer('PORT', env.PORT || '8080', 65_535);
  const gateways = mode === 'processes' ? integer('GATEWAYS', env.GATEWAYS || '1', 10) : 1;
  return Array.from({ length: gateways }, (_, index) => first + index);
}

function integer(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new OneLineError(`${name} is not a number between 1 and ${most}.`);
  }
  return value;
}
