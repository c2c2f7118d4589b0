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
import type { ActionRow } from './action';
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

/** @throws AppError `not_found` */
export async function existingAction(
  { actions }: Pick<ActionCallParts, 'actions'>,
  { principal: { organizationId } }: RequestContext,
  actionId: string,
  tx?: Tx,
): Promise<ActionRow> {
  const action = await actions.find(organizationId, actionId, tx);
  if (!action) throw new AppError('not_found');
  return action;
}

export async function listActionDeliveries(
  parts: ActionCallParts,
  ctx: RequestContext,
  request: ListActionDeliveriesRequest,
): Promise<ListActionDeliveriesResponse> {
  await existingAction(parts, ctx, request.actionId);
  const { rows, page } = await parts.deliveries.page(ctx, request.actionId, request);
  return { deliveries: rows.map(toActionDelivery), page };
}

/** Queues a call that is about a made-up request. */
export async function testAction(
  parts: ActionCallParts,
  tx: Tx,
  request: TestActionRequest,
): Promise<TestActionResponse> {
  const action = await existingAction(parts, tx.ctx, request.actionId, tx);
  const fields = newActionTest(action, tx, parts.now());
  return queued(parts, tx, await parts.deliveries.insert(action.organizationId, tx, uuidv7(), fields));
}

/** Queues a call again, with its retries from their start. */
export async function redeliver(
  parts: ActionCallParts,
  tx: Tx,
  { actionId, deliveryId }: RedeliverActionDeliveryRequest,
): Promise<RedeliverActionDeliveryResponse> {
  const { organizationId } = await existingAction(parts, tx.ctx, actionId, tx);
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
