import { parseArgs } from 'node:util';
import { Plan } from '@fileonion/contract/api';
import type { Logger } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { createOrganization, setPlan } from './operator';

/** What operators run: `main.js create-organization --name … --owner-email … --plan …`. */
export const commands = {
  'create-organization': {
    usage: `--name <name> --owner-email <address> --plan personal|professional|enterprise [--owner-name <name>]
  Makes an organization with an owner and its default team, and prints their ids.`,
    async run(config: TeamsConfig, args: string[], logger: Logger): Promise<void> {
      const given = options(args, ['name', 'owner-email', 'plan'], ['owner-name']);
      const { name = '', 'owner-email': ownerEmail = '', 'owner-name': ownerName } = given;
      if (!/^[^@\s]+@[^@\s]+$/.test(ownerEmail)) throw new Error(`--owner-email ${ownerEmail} is no e-mail address.`);
      const plan = planOf(given['plan']);
      print(await createOrganization(config, logger, { name, ownerEmail, ownerName, plan }));
    },
  },

  'set-plan': {
    usage: `--organization <id> --plan personal|professional|enterprise
  Moves an organization to another plan; in force when it ends.`,
    async run(config: TeamsConfig, args: string[], logger: Logger): Promise<void> {
      const given = options(args, ['organization', 'plan']);
      const [organizationId, plan] = [given['organization'] ?? '', planOf(given['plan'])];
      await setPlan(config, logger, organizationId, plan);
      print({ organizationId, plan: plan.toLowerCase() });
    },
  },
};

function options(args: string[], required: string[], optional: string[] = []): Record<string, string | undefined> {
  const names = [...required, ...optional];
  const { values } = parseArgs({ args, options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  const missing = required.filter((name) => !values[name]);
  if (missing.length > 0) throw new Error(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`);
  return values as Record<string, string | undefined>;
}

function planOf(text = ''): Plan {
  const plans = [Plan.PERSONAL, Plan.PROFESSIONAL, Plan.ENTERPRISE];
  const plan = plans.find((known) => known.toLowerCase() === text);
  if (!plan) throw new Error(`--plan is one of ${plans.join(', ').toLowerCase()}.`);
  return plan;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
