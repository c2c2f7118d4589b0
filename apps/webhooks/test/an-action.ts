import { Event, EventType } from '@fileonion/contract/events';
import { Request } from '@fileonion/contract/requests';
import {
  ActionsServiceService,
  CreateActionRequest,
  ListActionDeliveriesRequest,
  UpdateActionRequest,
} from '@fileonion/contract/webhooks';
import { topics } from '@fileonion/events';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { WebhooksUnderTest } from './webhooks-under-test';

/** Who works with the actions of an organization of their own. */
export function anActionOwner(service: WebhooksUnderTest, principal = aPrincipal()) {
  const actions = service.as(ActionsServiceService, principal);
  return {
    principal,
    organizationId: principal.organizationId,
    actions,
    create: async (parts: Partial<CreateActionRequest> = {}) => {
      const fields = { name: 'Tell the CRM', url: 'https://crm.example.com/hook', ...parts };
      return (await actions.createAction(CreateActionRequest.fromPartial(fields))).action!;
    },
  };
}

/** An action of an organization of its own, with its owner. */
export async function anAction(
  service: WebhooksUnderTest,
  parts: Partial<CreateActionRequest> = {},
  owner = anActionOwner(service),
) {
  const { actions } = owner;
  const action = await owner.create(parts);
  const actionId = action.id;
  /** The deliveries, the oldest first. */
  const list = async (parts: Partial<ListActionDeliveriesRequest> = {}) =>
    (
      await actions.listActionDeliveries(ListActionDeliveriesRequest.fromPartial({ actionId, ...parts }))
    ).deliveries.reverse();
  return {
    ...owner,
    action,
    actionId,
    list,
    get: async () => (await actions.getAction({ actionId })).action!,
    update: async (fields: Partial<UpdateActionRequest>, options = {}) => {
      const updateMask = Object.keys(fields).map((name) =>
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      );
      return (await actions.updateAction(UpdateActionRequest.fromPartial({ actionId, updateMask, ...fields }), options))
        .action!;
    },
    test: async () => (await actions.testAction({ actionId })).delivery!,
    /** Waits until the deliveries' statuses are these, in the order of their queueing. */
    statuses: (...expected: string[]) =>
      eventually(async () => {
        const found = await list();
        expect(found.map(({ status }) => status)).toEqual(expected);
        return found;
      }),
  };
}

/** A request's move, as the requests service would announce it. */
export function aMove(organizationId: string, parts: Partial<Event> & { from?: string; to?: string } = {}): Event {
  const { from = uuidv7(), to = uuidv7(), aggregateId = uuidv7(), ...rest } = parts;
  const fields = { id: aggregateId, title: 'Tax return', visibility: 'TENANT' as const, tags: ['a', 'b'] };
  const inStage = (id: string, name: string) =>
    Request.encode(Request.fromPartial({ ...fields, stage: { id, name }, progress: {} })).finish();
  return Event.fromPartial({
    id: uuidv7(),
    organizationId,
    occurredAt: new Date(),
    aggregateId,
    seq: 2,
    type: EventType.REQUEST_STAGE_CHANGED,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    resourceType: 'fileonion.requests.v2.Request',
    resource: inStage(to, 'Approved'),
    previous: inStage(from, 'Sent'),
    ...rest,
  });
}

/** Publishes what the requests service would. */
export async function move({ bus }: WebhooksUnderTest, ...events: Event[]): Promise<void> {
  await bus.publish(
    topics.requests,
    events.map((event) => ({ key: event.aggregateId, value: Event.encode(event).finish(), headers: {} })),
  );
}
