import {
  ActionsServiceService,
  type Action,
  type CreateActionRequest,
  type CreateActionResponse,
  type DeleteActionRequest,
  type DeleteActionResponse,
  type UpdateActionRequest,
  type UpdateActionResponse,
} from '@fileonion/contract/webhooks';
import { checkIfMatch, etagOf, type OrganizationGuard, type Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { checkRoom, fieldsOf, toAction, type ActionRow } from './action';
import { listActionDeliveries, redeliver, testAction, type ActionCallParts } from './action-calls';
import { isSameContent } from './action-body';
import { checkChanged, checkNew } from './action-faults';
import { checkSecretsSent, openSecrets, sealSecrets } from './action-secrets';
import { changedSettings, newSettings } from './action-settings';
import type { AddressRules } from './address';
import type { Encryption } from './encryption';

interface Parts extends ActionCallParts {
  /** Of the number of webhooks and actions. */
  quota: OrganizationGuard;
  encryption: Encryption;
  rules: AddressRules;
  /** Is called when an action's settings have changed. */
  changed(actionId: string): void;
}

/** Serves workflow actions. */
export function actionService(parts: Parts): RpcService {
  const { unitOfWork, actions } = parts;
  return rpcService(ActionsServiceService, {
    async listActions(ctx, request) {
      const { rows, page } = await actions.page(ctx, request);
      return { actions: rows.map(toAction), page };
    },

    async getAction(ctx, { actionId }) {
      return { action: shown(ctx, await parts.actions.get(ctx.principal.organizationId, actionId)) };
    },

    createAction: (ctx, request) => create(parts, ctx, request),
    updateAction: (ctx, request) => unitOfWork(ctx, (tx) => update(parts, tx, request)),
    deleteAction: (ctx, request) => unitOfWork(ctx, (tx) => remove(parts, tx, request)),
    testAction: (ctx, request) => unitOfWork(ctx, (tx) => testAction(parts, tx, request)),
    listActionDeliveries: (ctx, request) => listActionDeliveries(parts, ctx, request),
    redeliverActionDelivery: (ctx, request) => unitOfWork(ctx, (tx) => redeliver(parts, tx, request)),
  });
}

async function create(parts: Parts, ctx: RequestContext, request: CreateActionRequest): Promise<CreateActionResponse> {
  const { unitOfWork, actions, targets, quota, encryption, rules } = parts;
  checkNew(request, rules);
  const { organizationId, plan } = ctx.principal;
  const id = uuidv7();
  const { fields, secrets } = newSettings(request);
  return unitOfWork(ctx, async (tx) => {
    await quota.hold(organizationId, tx);
    checkRoom(plan, await actions.count(organizationId, tx));
    const sealed = sealSecrets(encryption, id, secrets);
    const action = await actions.insert(organizationId, tx, id, { ...fields, sealed });
    await targets.insert(organizationId, tx, id, 'action');
    return { action: shown(ctx, action) };
  });
}

async function update(parts: Parts, tx: Tx, request: UpdateActionRequest): Promise<UpdateActionResponse> {
  const { actions, encryption, rules, changed } = parts;
  const action = await parts.actions.get(tx.ctx.principal.organizationId, request.actionId, tx);
  checkIfMatch(tx.ctx, action.version);
  const before = { fields: fieldsOf(action), secrets: openSecrets(encryption, action) };
  checkChanged(before, request, rules);
  const after = changedSettings(before, request);
  if (!after) return { action: shown(tx.ctx, action) };
  checkSecretsSent(before.fields, after.fields, request);
  const sealed = sealSecrets(encryption, action._id, after.secrets);
  const changes = { ...after.fields, sealed };
  if (!isSameContent(before.fields, after.fields)) await actions.keepContent(tx, action);
  tx.afterCommit(() => changed(action._id));
  return { action: shown(tx.ctx, await actions.change(action.organizationId, tx, action._id, changes)) };
}

/** Its deliveries can no longer be seen, and go when their time is over. */
async function remove(parts: Parts, tx: Tx, { actionId }: DeleteActionRequest): Promise<DeleteActionResponse> {
  const { actions, targets, changed } = parts;
  const { organizationId, version } = await parts.actions.get(tx.ctx.principal.organizationId, actionId, tx);
  checkIfMatch(tx.ctx, version);
  await actions.remove(organizationId, tx, actionId);
  await targets.remove(organizationId, tx, actionId);
  tx.afterCommit(() => changed(actionId));
  return { deleted: { id: actionId, deleted: true } };
}

function shown(ctx: RequestContext, action: ActionRow): Action {
  ctx.reply.etag = etagOf(action.version);
  return toAction(action);
}
