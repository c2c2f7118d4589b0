import { hasOwnBody } from './delivery';
import type { DeliveryRepository } from './delivery-repository';
import type { DueDelivery } from './delivery-queue';
import type { KeptEventRepository } from './kept-event-repository';
import type { PreparedTarget } from './sender';

/**
 * Gives a delivery what it is sent from; where the time of its bytes is over, it gets none. All that is read for an attempt
 * is read before it: a fault of the database is none of the endpoint's.
 */
export type WithBody = (delivery: DueDelivery, prepared: PreparedTarget) => Promise<DueDelivery>;

interface BodyParts {
  deliveries: Pick<DeliveryRepository, 'bodyOf'>;
  keptEvents: Pick<KeptEventRepository, 'bodyOf'>;
}

/** Reads the bytes of each delivery when it is sent: so there are never more of them than calls in flight. */
export function createBodies({ deliveries, keptEvents }: BodyParts): WithBody {
  return async (delivery, prepared) => {
    const { organizationId, _id, eventId } = delivery;
    const body = hasOwnBody(delivery)
      ? await deliveries.bodyOf(organizationId, _id)
      : await keptEvents.bodyOf(organizationId, eventId);
    return { ...delivery, body, content: await prepared.contentOf?.(delivery) };
  };
}
