import { createHmac } from 'node:crypto';
import {
  CreateWebhookRequest,
  DeliveriesServiceService,
  ListDeliveriesRequest,
  WebhooksServiceService,
} from '@fileonion/contract/webhooks';
import { aPrincipal, eventually, startReceiver } from '@fileonion/testing';
import { Webhook } from 'standardwebhooks';
import { aTeamEvent, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('delivering an event', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  async function aWebhook(url: string, events = ['*']) {
    const principal = aPrincipal();
    const webhooks = service.as(WebhooksServiceService, principal);
    const deliveries = service.as(DeliveriesServiceService, principal);
    const { webhook } = await webhooks.createWebhook(CreateWebhookRequest.fromPartial({ url, events }));
    const list = async () =>
      (await deliveries.listDeliveries(ListDeliveriesRequest.fromPartial({ webhookId: webhook!.id }))).deliveries;
    return { principal, webhooks, deliveries, webhook: webhook!, list };
  }

  it('sends it once, signed so that the public verifier and ours accept it', async () => {
    const receiver = await startReceiver();
    const { principal, webhook, list } = await aWebhook(receiver.url);
    const event = aTeamEvent(principal.organizationId);
    await service.publish(event, event);
    await service.publish(event);
    const [delivery] = await eventually(async () => {
      const found = await list();
      expect(found.map(({ status }) => status)).toEqual(['SUCCEEDED']);
      return found;
    });
    expect(receiver.calls).toHaveLength(1);
    const [{ headers, body, method }] = receiver.calls as [(typeof receiver.calls)[0]];
    expect(new Webhook(webhook.secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'team.created',
    });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-fileonion-signature']))!;
    expect(v1).toBe(createHmac('sha256', webhook.secret).update(`${t}.${body}`).digest('hex'));
    expect(method).toBe('POST');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-fileonion-event': 'team.created',
      'x-fileonion-delivery': delivery?.id,
      'webhook-id': `evt_${event.id}`,
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    });
    expect(delivery).toMatchObject({
      webhookId: webhook.id,
      eventId: `evt_${event.id}`,
      event: 'team.created',
      nextAttemptAt: undefined,
    });
    expect(delivery?.attempts).toMatchObject([{ status: 200, error: undefined, answer: undefined }]);
    await receiver.stop();
  });
});
