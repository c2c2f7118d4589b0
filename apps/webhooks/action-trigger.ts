import { EventType } from '@fileonion/contract/events';
import { Request } from '@fileonion/contract/requests';
import type { ActionRepository } from './action-repository';
import { newDelivery } from './delivery';
import type { Trigger } from './fan-out';

/** Queues a request's move for the actions that it triggers. What they send is settled now, by their version. */
export function actionTrigger(actions: ActionRepository): Trigger {
  return async (tx, event, kept, dueAt) => {
    if (event.type !== EventType.REQUEST_STAGE_CHANGED) return [];
    const move = { fromStageId: stageIn(event.previous), toStageId: stageIn(event.resource) };
    const triggered = await actions.triggeredBy(event.organizationId, tx, move, kept.occurredAt);
    return triggered.map(({ _id, version }) => ({
      ...newDelivery(kept, { kind: 'action', targetId: _id }, dueAt),
      actionVersion: version,
    }));
  };
}

function stageIn(request: Uint8Array): string {
  return Request.decode(request).stage?.id ?? '';
}
