import {
  CreateWebhookRequest,
  ListEventTypesRequest,
  ListWebhooksRequest,
  UpdateWebhookRequest,
} from '@fileonion/contract/webhooks';
import { namespaced } from '@fileonion/service-kit';
import { aPrincipal } from '@fileonion/testing';
import { createConnection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { anOwner, aWebhook } from './a-webhook';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

const URL = 'https://example.com/hook';
const aRequest = (parts: Partial<CreateWebhookRequest> = {}) =>
  CreateWebhookRequest.fromPartial({ url: URL, events: ['*'], ...parts });

describe('webhooks', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  it('shows the secret at creation and nowhere else', async () => {
    const { webhooks } = anOwner(service);
    const { webhook } = await webhooks.createWebhook(aRequest({ description: 'CRM' }));
    expect(webhook).toMatchObject({
      url: URL,
      events: ['*'],
      description: 'CRM',
      enabled: true,
      disabledReason: undefined,
    });
    expect(webhook?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret: _secret, ...shown } = webhook!;
    expect((await webhooks.getWebhook({ webhookId: shown.id })).webhook).toEqual(shown);
    expect((await webhooks.listWebhooks(ListWebhooksRequest.fromPartial({}))).webhooks).toEqual([shown]);
  });

  it('stores no secret that can be read', async () => {
    const { secret, webhookId, webhooks } = await aWebhook(service, URL);
    await webhooks.rotateWebhookSecret({ webhookId, overlapSeconds: undefined }, { idempotencyKey: 'a' });
    const { config } = service;
    const connection = await createConnection(config.MONGODB_URI, {
      dbName: namespaced(config.NAMESPACE, 'webhooks'),
    }).asPromise();
    const [database, bytes] = [connection.db!, Buffer.from(secret.slice('whsec_'.length), 'base64')];
    for (const { collectionName } of await database.collections()) {
      const text = JSON.stringify(await database.collection(collectionName).find().toArray());
      for (const spelling of [secret, secret.slice(6), bytes.toString('hex')]) expect(text).not.toContain(spelling);
    }
    await connection.close();
  });

  it('replays a creation with its secret to the same idempotency key', async () => {
    const { webhooks } = anOwner(service);
    const calls = [1, 2, 3].map(() => webhooks.createWebhook(aRequest(), { idempotencyKey: 'once' }));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ webhook }) => webhook?.secret)).size).toBe(1);
    expect((await webhooks.listWebhooks(ListWebhooksRequest.fromPartial({}))).webhooks).toHaveLength(1);
  });

  it('lists every fault of a request at once', async () => {
    const { webhooks } = anOwner(service);
    const refused = webhooks.createWebhook(aRequest({ url: 'https://169.254.169.254/', events: ['nothing.happened'] }));
    await expect(refused).rejects.toMatchObject({
      reason: 'validation_failed',
      violations: [
        { pointer: '/url', code: 'address_not_allowed' },
        { pointer: '/events/0', code: 'invalid_value' },
      ],
    });
  });

  it('changes what the mask names, and makes a version only of a change', async () => {
    const { webhooks, webhookId } = await aWebhook(service, URL, { description: 'before' });
    const update = (parts: Partial<UpdateWebhookRequest>, reply = {}, ifMatch?: string) =>
      webhooks.updateWebhook(UpdateWebhookRequest.fromPartial({ webhookId, ...parts }), { reply, ifMatch });
    const reply: { etag?: string } = {};
    const { webhook } = await update({ events: ['team.*'], updateMask: ['events'] }, reply);
    expect(webhook).toMatchObject({ url: URL, events: ['team.*'], description: 'before' });
    expect(reply.etag).toBe('"2"');
    await update({ events: ['team.*'], updateMask: ['events'] }, reply);
    expect(reply.etag).toBe('"2"');
    const cleared = await update({ updateMask: ['description'] }, reply, '"2"');
    expect(cleared.webhook?.description).toBeUndefined();
    await expect(update({ enabled: false, updateMask: ['enabled'] }, {}, '"2"')).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
    await expect(update({ url: 'ftp://example.com', updateMask: ['url'] })).rejects.toMatchObject({
      reason: 'validation_failed',
    });
  });

  it('takes back what GET shows when its address may not be called any more, and refuses another such address', async () => {
    const before = await startWebhooks();
    const { principal, webhookId, get } = await aWebhook(before, 'http://127.0.0.1:1/hook');
    const shown = await get();
    await before.leave();
    const after = await startWebhooks({ config: { ...before.config, WEBHOOK_ALLOW_CIDRS: [] } });
    const { webhooks } = anOwner(after, principal);
    const updateMask = ['url', 'events', 'description', 'enabled'];
    const update = (url: string, description?: string) =>
      webhooks.updateWebhook(UpdateWebhookRequest.fromPartial({ ...shown, webhookId, url, description, updateMask }));
    expect((await update(shown.url)).webhook).toEqual(shown);
    expect((await update(shown.url, 'changed')).webhook).toMatchObject({ url: shown.url, description: 'changed' });
    await expect(update('http://127.0.0.1:1/other')).rejects.toMatchObject({
      violations: [{ pointer: '/url', code: 'address_not_allowed' }],
    });
    await after.stop();
  });

  it('is not there for other organizations, nor after its deletion', async () => {
    const { webhooks, webhookId } = await aWebhook(service, URL);
    const foreign = anOwner(service);
    const attempts = [
      () => foreign.webhooks.getWebhook({ webhookId }),
      () =>
        foreign.webhooks.updateWebhook(
          UpdateWebhookRequest.fromPartial({ webhookId, enabled: false, updateMask: ['enabled'] }),
        ),
      () => foreign.webhooks.deleteWebhook({ webhookId }),
      () => foreign.webhooks.testWebhook({ webhookId }),
      () => foreign.webhooks.rotateWebhookSecret({ webhookId, overlapSeconds: undefined }),
      () => foreign.webhooks.replayWebhook({ webhookId, since: new Date(0), only: undefined }),
      () => foreign.deliveries.getDelivery({ webhookId, deliveryId: uuidv7() }),
      () => webhooks.deleteWebhook({ webhookId }).then(() => webhooks.getWebhook({ webhookId })),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('stops at 100, also for two who create the last one at once', async () => {
    const principal = aPrincipal();
    const { webhooks } = anOwner(service, principal);
    for (let count = 0; count < 99; count += 1) await webhooks.createWebhook(aRequest());
    const results = await Promise.allSettled([webhooks.createWebhook(aRequest()), webhooks.createWebhook(aRequest())]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(webhooks.createWebhook(aRequest())).rejects.toMatchObject({ reason: 'limit_reached' });
  }, 60_000);

  it('pages through the event types, each with a schema and a sample', async () => {
    const { eventTypes } = anOwner(service);
    const first = await eventTypes.listEventTypes(ListEventTypesRequest.fromPartial({ limit: 20 }));
    const rest = await eventTypes.listEventTypes(
      ListEventTypesRequest.fromPartial({ limit: 20, cursor: first.page?.nextCursor }),
    );
    expect([first.page?.hasMore, rest.page?.hasMore]).toEqual([true, false]);
    const all = [...first.eventTypes, ...rest.eventTypes];
    expect(new Set(all.map(({ name }) => name)).size).toBe(30);
    expect(all.find(({ name }) => name === 'team.created')).toMatchObject({
      id: 'team.created',
      sample: { type: 'team.created' },
      schema: { type: 'object' },
    });
  });
});
