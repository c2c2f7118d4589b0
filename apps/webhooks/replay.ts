import type { ReplaySelection } from '@fileonion/contract/webhooks';
import type { Place, TenantRow } from '@fileonion/mongo';

/** A replay at work: the events of a span that are yet to be queued for a webhook. */
export interface ReplayRow extends TenantRow {
  webhookId: string;
  only: ReplaySelection;
  /** The types that the webhook asked for when the replay was asked for. */
  names: string[];
  since: Date;
  /** What was stored later is sent by itself, or was not meant. */
  storedUntil: Date;
  /** How far it has come. */
  behind?: Place;
}
