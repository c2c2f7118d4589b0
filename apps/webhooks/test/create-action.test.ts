import { CreateActionRequest, ListActionsRequest } from '@fileonion/contract/webhooks';
import { Plan } from '@fileonion/contract/api';
import { namespaced } from '@fileonion/service-kit';
import { aPrincipal } from '@fileonion/testing';
import { createConnection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { anAction, anActionOwner } from './an-action';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('creating an action', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  it('fills in what is absent', async () => {
    const { action, get } = await anAction(service);
    expect(action).toMatchObject({
      name: 'Tell the CRM',
      enabled: true,
      trigger: { fromStageId: undefined, toStageId: undefined },
      type: 'WEBHOOK',
      url: 'https://crm.example.com/hook',
      method: 'POST',
      auth: { type: 'NONE', hasSecret: false },
      headers: {},
      payload: undefined,
      includeRequestData: true,
      retry: { maxRetries: 3, delaySeconds: 60 },
    });
    expect(await get()).toEqual(action);
  });

  it('shows everything but secrets and header values, which the database cannot show either', async () => {
    const secrets = ['top-secret', 'header-value'];
    const [fromStageId, toStageId] = [uuidv7(), uuidv7()];
    const { action, get, actionId } = await anAction(service, {
      trigger: { fromStageId, toStageId },
      method: 'PATCH',
      auth: { type: 'BASIC', username: 'joe', password: secrets[0] },
      headers: { 'X-Key': secrets[1] },
      payload: { $set: { 'a.b': [null, 1.5, 'x'] } },
      includeRequestData: false,
      retry: { maxRetries: 0, delaySeconds: 3600 },
    });
    expect(action).toMatchObject({
      trigger: { fromStageId, toStageId },
      method: 'PATCH',
      auth: { type: 'BASIC', username: 'joe', hasSecret: true },
      headers: { 'X-Key': null },
      payload: { $set: { 'a.b': [null, 1.5, 'x'] } },
      includeRequestData: false,
      retry: { maxRetries: 0, delaySeconds: 3600 },
    });
    expect(await get()).toEqual(action);
    const { MONGODB_URI, NAMESPACE } = service.config;
    const connection = await createConnection(MONGODB_URI, { dbName: namespaced(NAMESPACE, 'webhooks') }).asPromise();
    const rows = await connection.collection<{ _id: string }>('actions').find({ _id: actionId }).toArray();
    await connection.close();
    expect(rows).toHaveLength(1);
    for (const secret of secrets) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is refused with all faults at once', async () => {
    const { create } = anActionOwner(service);
    const big = { text: 'x'.repeat(64 * 1024) };
    const refused = create({
      url: 'http://10.0.0.1/',
      auth: { type: 'API_KEY', header: 'X-Key' },
      headers: { Host: 'x', 'X-A': null, 'x-key': 'y' },
      payload: big,
    });
    await expect(refused).rejects.toMatchObject({
      reason: 'validation_failed',
      violations: [
        { pointer: '/url', code: 'address_not_allowed' },
        { pointer: '/auth/value', code: 'required' },
        { pointer: '/headers/Host', code: 'forbidden_header' },
        { pointer: '/headers/X-A', code: 'required' },
        { pointer: '/headers/x-key', code: 'duplicate' },
        { pointer: '/payload', code: 'too_long' },
      ],
    });
  });

  it.each([
    [Plan.PERSONAL, 0],
    [Plan.PROFESSIONAL, 10],
  ])('is bounded by the plan %s to %d, two callers at once included', async (plan, most) => {
    const { create } = anActionOwner(service, aPrincipal({ plan }));
    for (let count = 1; count < most; count += 1) await create();
    const last = await Promise.allSettled([create(), create(), create()]);
    expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(Math.min(most, 1));
    await expect(create()).rejects.toMatchObject({ reason: 'plan_limit_reached' });
  });

  it('is not bounded on the plan enterprise', async () => {
    const { create } = anActionOwner(service, aPrincipal({ plan: Plan.ENTERPRISE }));
    for (let count = 0; count < 12; count += 1) await create();
  });

  it('has one effect under one idempotency key', async () => {
    const { actions } = anActionOwner(service);
    const request = CreateActionRequest.fromPartial({ name: 'x', url: 'https://example.com' });
    const create = () => actions.createAction(request, { idempotencyKey: 'once' });
    const [first, second] = [await create(), await create()];
    expect(second).toEqual(first);
    expect((await actions.listActions(ListActionsRequest.fromPartial({}))).actions).toHaveLength(1);
  });

  it('puts it on the pages of a list, filtered by whether it is on', async () => {
    const { create, actions } = anActionOwner(service);
    const ids: string[] = [];
    for (const enabled of [true, false, true]) ids.unshift((await create({ enabled })).id);
    const list = async (parts: Partial<ListActionsRequest> = {}) =>
      actions.listActions(ListActionsRequest.fromPartial(parts));
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.page!.nextCursor });
    expect([...first.actions, ...second.actions].map(({ id }) => id)).toEqual(ids);
    expect((await list({ enabled: false })).actions.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await anActionOwner(service).actions.listActions(ListActionsRequest.fromPartial({}))).actions).toEqual([]);
  });
});
