import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '@fileonion/embedded';
import type { RunningStack } from './running-stack';

/** An organization beside the seeded one. */
export interface TestOrganization {
  organizationId: string;
  ownerUserId: string;
  /** A key of the owner for everything, with no limit that a test would reach. */
  ownerKey: string;
}

/** Makes an organization as operators do. */
export async function anOrganization(stack: RunningStack, plan = 'professional'): Promise<TestOrganization> {
  const owner = ['--owner-email', 'owner@example.com', '--owner-name', 'Owner'];
  const line = await operate(stack, 'teams', ['create-organization', '--name', 'Other', '--plan', plan, ...owner]);
  const made = JSON.parse(line) as Omit<TestOrganization, 'ownerKey'>;
  return { ...made, ownerKey: await keyOf(stack, made.organizationId, made.ownerUserId) };
}

/** Puts an organization on another plan, as operators do. */
export async function setPlan(stack: RunningStack, organizationId: string, plan: string): Promise<void> {
  await operate(stack, 'teams', ['set-plan', '--organization', organizationId, '--plan', plan]);
}

/** A key that acts as any user of an organization, for everything that the user may. */
export function keyOf(stack: RunningStack, organizationId: string, userId: string): Promise<string> {
  const who = ['--organization', organizationId, '--user', userId, '--name', 'By the operator'];
  return operate(stack, 'keys', ['create-api-key', ...who, '--scopes', 'full_access', '--rate-limit', '1000000']);
}

/** Runs what the image of a service carries, where that service runs, and answers its last line. */
async function operate(stack: RunningStack, service: 'teams' | 'keys', args: string[]): Promise<string> {
  const variables = readFileSync(`/proc/${stack.facts().pids[service]}/environ`, 'utf8').split('\0');
  const env = Object.fromEntries(variables.map((line) => line.split(/=(.*)/s, 2)));
  const program = join(workspaceRoot(), 'dist/apps', service, 'main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env, timeout: 60_000 });
  return stdout.trim().split('\n').at(-1) ?? '';
}
