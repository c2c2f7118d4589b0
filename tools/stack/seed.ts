import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { OneLineError, say, workspaceRoot } from '@fileonion/embedded';
import { readJson, writeJson } from './json-file';
import type { Environment } from './service-environment';

/** What a person needs to begin: an organization with an owner and a key. */
export interface Seed {
  organizationId: string;
  ownerUserId: string;
  apiKey: string;
}

/** Answers the seeded key, which stays the same over restarts, once every gateway accepts it. */
export async function seed(dataDir: string, env: Environment, gateways: string[]): Promise<Seed> {
  const file = join(dataDir, 'seed.json');
  const known = readJson<Seed>(file);
  if (known?.apiKey && (await refusing(gateways, known.apiKey)) === undefined) return known;

  if (known?.apiKey) say('The seeded key is not valid any more, or this is another database: there is a new one.');
  const seeded = await createSeed(file, env, known);
  const gateway = await refusing(gateways, seeded.apiKey);
  if (gateway !== undefined) throw new OneLineError(`${gateway} refuses the key in ${file}.`);
  return seeded;
}

/** A known organization gets a new key; one that is not in this database is replaced by another. */
async function createSeed(file: string, env: Environment, known?: Seed): Promise<Seed> {
  const apiKeyOf = known && (await createApiKey(known, env).catch(ifUnknown));
  if (known && apiKeyOf) return save(file, { ...known, apiKey: apiKeyOf });
  const organization = save(file, await createOrganization(env));
  return save(file, { ...organization, apiKey: await createApiKey(organization, env) });
}

/** Passes over the answer of `create-api-key` that another database gives; all else may pass by itself. */
function ifUnknown(error: Error): undefined {
  if (!error.message.includes('no such user')) throw error;
}

function save<T>(file: string, seeded: T): T {
  writeJson(file, seeded);
  return seeded;
}

async function createOrganization(env: Environment): Promise<Omit<Seed, 'apiKey'>> {
  const owner = ['--owner-email', 'owner@example.com', '--owner-name', 'Olivia Owner'];
  const answer = await command(
    'teams',
    ['create-organization', '--name', 'Example', '--plan', 'professional', ...owner],
    env,
  );
  return JSON.parse(answer) as Omit<Seed, 'apiKey'>;
}

function createApiKey({ organizationId, ownerUserId }: Omit<Seed, 'apiKey'>, env: Environment): Promise<string> {
  const who = ['--organization', organizationId, '--user', ownerUserId, '--name', 'First key'];
  const limit = env.MAX_KEY_RATE_LIMIT as string;
  const what = ['--scopes', 'full_access', '--expires-in', 'never', '--rate-limit', limit];
  return command('keys', ['create-api-key', ...who, ...what], env);
}

/** Runs what operators run, and answers its last line. */
async function command(app: string, args: string[], env: Environment): Promise<string> {
  const main = join(workspaceRoot(), 'dist/apps', app, 'main.js');
  const options = { env: { ...env, LOG_LEVEL: 'silent' }, timeout: 60_000 };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], options);
    return stdout.trim().split('\n').at(-1) ?? '';
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new OneLineError(`${args[0]} failed: ${stderr.trim() || (error as Error).message}`, { cause: error });
  }
}

/** The first gateway that refuses the key; undefined once every one has accepted it. */
async function refusing(gateways: string[], apiKey: string): Promise<string | undefined> {
  for (const gateway of gateways) if (!(await isAccepted(gateway, apiKey))) return gateway;
  return undefined;
}

/** Refusals because of what was changed, and can be changed back: another key would fare no better. */
const refusedForNow = ['plan_required', 'disabled_api_key'];

/** Whether a gateway takes the key, or would; waits while it is still on its way up. */
async function isAccepted(gateway: string, apiKey: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const deadline = Date.now() + 30_000;
  for (;;) {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${gateway}/api/v2/me`, { headers, signal }).catch(() => undefined);
    const body = await answer?.text().catch(() => undefined);
    const reason = refusedForNow.find((code) => body?.includes(`"code":"${code}"`));
    if (reason) {
      say(`The seeded key is refused for now, by ${gateway}: ${reason}.`);
      return true;
    }
    if (answer?.ok || answer?.status === 401) return answer.ok;
    if (Date.now() > deadline || answer?.status === 403) {
      throw new OneLineError(`${gateway} does not serve the seeded key: ${body ?? 'no answer'}`);
    }
    await delay(100);
  }
}
