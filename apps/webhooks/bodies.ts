import { hasOwnBody } from './delivery';
import type { DeliveryRepository } from './delivery-repository';
import type { DueDelivery } from './delivery-queue';
import type { KeptEventRepository } from './kept-event-repository';

/** Gives a delivery the bytes from which it is sent; where their time is over, it gets none. */
export type WithBody = (delivery: DueDelivery) => Promise<DueDelivery>;

interface BodyParts {
  deliveries: Pick<DeliveryRepository, 'bodyOf'>;
  keptEvents: Pick<KeptEventRepository, 'bodyOf'>;
}

/** Reads the bytes of each delivery when it is sent: so there are never more of them than calls in flight. */
export function createBodies({ deliveries, keptEvents }: BodyParts): WithBody {
  return async (delivery) => {
    const { organizationId, _id, eventId } = delivery;
    const body = hasOwnBody(delivery)
      ? await deliveries.bodyOf(organizationId, _id)
      : await keptEvents.bodyOf(organizationId, eventId);
    return { ...delivery, body };
  };
}
