import {
  CreateWebhookRequest,
  DeliveriesServiceService,
  EventTypesServiceService,
  ListDeliveriesRequest,
  WebhooksServiceService,
} from '@fileonion/contract/webhooks';
import { aPrincipal, eventually } from '@fileonion/testing';
import type { WebhooksUnderTest } from './webhooks-under-test';

/** An owner, and what they can call. */
export function anOwner(service: WebhooksUnderTest, principal = aPrincipal()) {
  return {
    principal,
    organizationId: principal.organizationId,
    webhooks: service.as(WebhooksServiceService, principal),
    deliveries: service.as(DeliveriesServiceService, principal),
    eventTypes: service.as(EventTypesServiceService, principal),
  };
}

/** A webhook of an organization of its own, with its owner. */
export async function aWebhook(
  service: WebhooksUnderTest,
  url: string,
  parts: Partial<CreateWebhookRequest> = {},
  owner = anOwner(service),
) {
  const { webhooks, deliveries } = owner;
  const { webhook } = await webhooks.createWebhook(CreateWebhookRequest.fromPartial({ url, events: ['*'], ...parts }));
  const { id: webhookId, secret } = webhook!;
  const list = async (parts: Partial<ListDeliveriesRequest> = {}) =>
    (await deliveries.listDeliveries(ListDeliveriesRequest.fromPartial({ webhookId, ...parts }))).deliveries;
  return {
    ...owner,
    webhookId,
    secret,
    /** The deliveries, the oldest first. */
    list: async (parts: Partial<ListDeliveriesRequest> = {}) => (await list(parts)).reverse(),
    get: async () => (await webhooks.getWebhook({ webhookId })).webhook!,
    /** Waits until the deliveries' statuses are these, in the order of their queueing. */
    statuses: (...expected: string[]) =>
      eventually(async () => {
        const found = (await list()).reverse();
        expect(found.map(({ status }) => status)).toEqual(expected);
        return found;
      }),
  };
}
