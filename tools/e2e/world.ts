import type { ApiClient } from '@fileonion/testing';

/** Ids of one of everything that an organization can have, by the names of path variables. */
export type World = Record<string, string>;

/** Makes one of everything through the API. */
export async function aWorld(api: ApiClient): Promise<World> {
  const create = (path: string, body?: unknown) => api.must('POST', path, body);
  const hook = { url: 'http://127.0.0.1:9/nobody', events: ['ping'] };
  const webhook = await create('/api/v2/webhooks', { ...hook, enabled: true });
  const key = await create('/api/v2/api-keys', { name: 'Tried', scopes: ['read'] });
  const user = await create('/api/v2/users', { email: 'ada@example.com', name: 'Ada' });
  const team = await create('/api/v2/teams', { name: 'Tax' });
  await create(`/api/v2/teams/${team.id}/members`, { userId: user.id });
  const client = await create('/api/v2/clients', { name: 'Client' });
  const request = await create('/api/v2/requests', {
    title: 'Tax return',
    clientId: client.id,
    assigneeTeamId: team.id,
    items: [{ name: 'Receipts', required: false }],
  });
  const comment = await create(`/api/v2/requests/${request.id}/comments`, { body: 'Page two is missing.' });
  const share = await create('/api/v2/shares', { type: 'team', resourceId: request.id, teamId: team.id });
  const link = await create('/api/v2/shares', { type: 'link', resourceId: request.id });
  const stage = await create('/api/v2/workflows/stages', { name: 'Waiting' });
  const rule = await create('/api/v2/workflows/transition-rules', {
    fromStageId: stage.id,
    toStageId: request.stage.id,
    roles: ['owner'],
  });
  const action = await create('/api/v2/workflows/actions', {
    name: 'Tell the archive',
    type: 'webhook',
    url: hook.url,
    auth: { type: 'none' },
  });
  const delivery = await create(`/api/v2/webhooks/${webhook.id}/test`);
  const attempt = await create(`/api/v2/workflows/actions/${action.id}/test`);
  return {
    keyId: key.id,
    userId: user.id,
    teamId: team.id,
    clientId: client.id,
    requestId: request.id,
    resourceId: request.id,
    itemId: request.items[0].id,
    commentId: comment.id,
    shareId: share.id,
    token: link.link.token,
    stageId: stage.id,
    ruleId: rule.id,
    webhookId: webhook.id,
    deliveryId: delivery.id,
    actionId: action.id,
    actionDeliveryId: attempt.id,
  };
}

/** The values for one path: a delivery is of a webhook or of an action. */
export function valuesFor(path: string, { actionDeliveryId = '', ...values }: World): World {
  return path.includes('/actions/') ? { ...values, deliveryId: actionDeliveryId } : values;
}
