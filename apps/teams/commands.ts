import { Plan } from '@fileonion/contract/api';
import { commandOptions, type Logger } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { createOrganization, setPlan } from './operator';

/** What operators run: `main.js create-organization --name … --owner-email … --plan …`. */
export const commands = {
  'create-organization': {
    usage: `--name <name> --owner-email <address> --plan personal|professional|enterprise [--owner-name <name>]
  Makes an organization with an owner and its default team, and prints their ids.`,
    async run(config: TeamsConfig, args: string[], logger: Logger): Promise<void> {
      const given = commandOptions(args, ['name', 'owner-email', 'plan'], ['owner-name']);
      const { name, 'owner-email': ownerEmail, 'owner-name': ownerName } = given;
      const organization = { name, ownerEmail, ownerName, plan: planOf(given.plan) };
      // Only here: it comes with all rules of the API, which serving does without.
      const { checkNewOrganization } = await import('./operator-input');
      checkNewOrganization(organization);
      print(await createOrganization(config, logger, organization));
    },
  },

  'set-plan': {
    usage: `--organization <id> --plan personal|professional|enterprise
  Moves an organization to another plan; in force when it ends.`,
    async run(config: TeamsConfig, args: string[], logger: Logger): Promise<void> {
      const given = commandOptions(args, ['organization', 'plan']);
      const [organizationId, plan] = [given.organization, planOf(given.plan)];
      await setPlan(config, logger, organizationId, plan);
      print({ organizationId, plan: plan.toLowerCase() });
    },
  },
};

function planOf(text: string): Plan {
  const plans = [Plan.PERSONAL, Plan.PROFESSIONAL, Plan.ENTERPRISE];
  const plan = plans.find((known) => known.toLowerCase() === text);
  if (!plan) throw new Error(`--plan is one of ${plans.join(', ').toLowerCase()}.`);
  return plan;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
