import { Plan } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import { createFreshness, createRedis } from '@fileonion/freshness';
import { systemContext, type Logger } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { TeamsConfig } from './config';
import { newOrganization } from './organization';
import { openStore, type Store } from './store';
import { defaultTeam, teamFact } from './team';
import { firstOwner } from './user';

/** What an organization begins with. */
interface NewOrganization {
  name: string;
  ownerEmail: string;
  ownerName?: string;
  plan: Plan;
}

/** Makes an organization with an owner and its default team. */
export function createOrganization(config: TeamsConfig, logger: Logger, organization: NewOrganization) {
  const { name, ownerEmail, ownerName, plan } = organization;
  const [organizationId, ownerUserId, teamId] = [uuidv7(), uuidv7(), uuidv7()];
  return operate(config, logger, async ({ unitOfWork, outbox, organizations, users, teams }, ctx) => {
    await unitOfWork(ctx, async (tx) => {
      await organizations.insert(organizationId, tx, organizationId, newOrganization(name, plan));
      await users.insert(organizationId, tx, ownerUserId, firstOwner({ email: ownerEmail, name: ownerName }, tx.now));
      const team = await teams.insert(organizationId, tx, teamId, defaultTeam());
      await outbox.emit(tx, { ...teamFact(EventType.TEAM_CREATED, team), organizationId });
    });
    return { organizationId, ownerUserId };
  });
}

/** Moves an organization to another plan; in force when it resolves. */
export async function setPlan(config: TeamsConfig, logger: Logger, organizationId: string, plan: Plan): Promise<void> {
  // It connects while the database is opened.
  const redis = createRedis(config.REDIS_URL, logger);
  const freshness = createFreshness({ redis, namespace: config.NAMESPACE, logger });
  try {
    await operate(config, logger, ({ unitOfWork, organizations }, ctx) =>
      unitOfWork(ctx, async (tx) => {
        const organization = await organizations.find(organizationId, organizationId, tx);
        if (!organization) throw new AppError('not_found', `There is no organization ${organizationId}.`);
        if (organization.plan !== plan) await organizations.change(organizationId, tx, organizationId, { plan });
      }),
    );
    await freshness.changed(organizationId);
  } finally {
    redis.disconnect();
  }
}

async function operate<T>(
  config: TeamsConfig,
  logger: Logger,
  work: (store: Store, ctx: ReturnType<typeof systemContext>) => Promise<T>,
): Promise<T> {
  const store = await openStore(config, logger);
  try {
    return await work(store, systemContext({ logger }));
  } finally {
    await store.close();
  }
}
