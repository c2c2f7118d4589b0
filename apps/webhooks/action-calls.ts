import type {
  ListActionDeliveriesRequest,
  ListActionDeliveriesResponse,
  RedeliverActionDeliveryRequest,
  RedeliverActionDeliveryResponse,
  TestActionRequest,
  TestActionResponse,
} from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { newActionTest, toActionDelivery } from './action-delivery';
import type { ActionRepository } from './action-repository';
import { queuedAt, type DeliveryRow } from './delivery';
import type { DeliveryRepository } from './delivery-repository';
import type { TargetRepository } from './target-repository';

/** What serving the calls of actions needs. */
export interface ActionCallParts {
  unitOfWork: UnitOfWork;
  actions: ActionRepository;
  deliveries: DeliveryRepository;
  targets: TargetRepository;
  now: () => Date;
  /** Is called when something has become due. */
  wake(): void;
}

export async function listActionDeliveries(
  parts: ActionCallParts,
  ctx: RequestContext,
  request: ListActionDeliveriesRequest,
): Promise<ListActionDeliveriesResponse> {
  await parts.actions.get(ctx.principal.organizationId, request.actionId);
  const { rows, page } = await parts.deliveries.page(ctx, request.actionId, request);
  return { deliveries: rows.map(toActionDelivery), page };
}

/** Queues a call that is about a made-up request. */
export async function testAction(
  parts: ActionCallParts,
  tx: Tx,
  request: TestActionRequest,
): Promise<TestActionResponse> {
  const action = await parts.actions.get(tx.ctx.principal.organizationId, request.actionId, tx);
  const fields = newActionTest(action, tx, parts.now());
  return queued(parts, tx, await parts.deliveries.insert(action.organizationId, tx, uuidv7(), fields));
}

/** Queues a call again, with its retries from their start. */
export async function redeliver(
  parts: ActionCallParts,
  tx: Tx,
  { actionId, deliveryId }: RedeliverActionDeliveryRequest,
): Promise<RedeliverActionDeliveryResponse> {
  const { organizationId } = tx.ctx.principal;
  await parts.actions.get(organizationId, actionId, tx);
  const delivery = await parts.deliveries.find(organizationId, deliveryId, tx);
  if (delivery?.targetId !== actionId) throw new AppError('not_found');
  const again = { ...queuedAt(parts.now()), asked: true };
  return queued(parts, tx, await parts.deliveries.change(organizationId, tx, deliveryId, again));
}

async function queued({ targets, now, wake }: ActionCallParts, tx: Tx, row: DeliveryRow) {
  await targets.markWithin(row.organizationId, tx, row.targetId, now());
  tx.afterCommit(wake);
  return { delivery: toActionDelivery(row) };
}
