import type { OrganizationGuard, UnitOfWork } from '@fileonion/mongo';
import type { AddressRules } from './address';
import type { DeliveryRepository } from './delivery-repository';
import type { Encryption } from './encryption';
import type { KeptEventRepository } from './kept-event-repository';
import type { ReplayRepository } from './replay-repository';
import type { TargetRepository } from './target-repository';
import type { WebhookRepository } from './webhook-repository';

/** What webhooks are served with. */
export interface WebhookParts {
  unitOfWork: UnitOfWork;
  webhooks: WebhookRepository;
  targets: TargetRepository;
  deliveries: DeliveryRepository;
  keptEvents: KeptEventRepository;
  replays: ReplayRepository;
  /** Of the number of webhooks and actions. */
  quota: OrganizationGuard;
  encryption: Encryption;
  rules: AddressRules;
  now: () => Date;
  /** Is called when something has become due. */
  wake(): void;
  /** Is called when a webhook's settings have changed. */
  changed(webhookId: string): void;
  /** Is called when a replay has been asked for. */
  wakeReplayer(): void;
}
