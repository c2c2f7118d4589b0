import { ActionAuthInput, UpdateActionRequest } from '@fileonion/contract/webhooks';
import { eventually, startReceiver } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { anAction, anActionOwner } from './an-action';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('changing an action', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  const bearer = { type: 'BEARER', token: 'the-token' } as const;
  const oauth = {
    type: 'OAUTH2_CLIENT_CREDENTIALS',
    tokenUrl: 'https://id.example.com/token',
    clientId: 'me',
    clientSecret: 'the-secret',
  } as const;
  const refused = { reason: 'secret_required' };

  it('leaves alone what is absent, and clears what is named without a value', async () => {
    const [fromStageId, toStageId] = [uuidv7(), uuidv7()];
    const { action, update } = await anAction(service, {
      trigger: { fromStageId, toStageId },
      payload: { a: 1 },
      retry: { maxRetries: 7, delaySeconds: 9 },
      auth: oauth,
    });
    const retried = await update({ name: 'Other', retry: { maxRetries: 0 } });
    expect(retried).toEqual({
      ...action,
      name: 'Other',
      retry: { maxRetries: 0, delaySeconds: 9 },
      updatedAt: retried.updatedAt,
    });
    const cleared = await update({ payload: undefined, trigger: { toStageId } });
    expect(cleared).toMatchObject({ payload: undefined, trigger: { fromStageId: undefined, toStageId } });
  });

  it('makes no new version when what GET shows is sent back', async () => {
    const { action, update } = await anAction(service, {
      auth: oauth,
      headers: { 'X-Key': 'value' },
      payload: { a: { b: 1 } },
      trigger: { toStageId: uuidv7() },
    });
    const { name, enabled, trigger, type, url, method, headers, payload, includeRequestData, retry } = action;
    const { type: kind, tokenUrl, clientId, scope } = action.auth!;
    const auth = { type: kind, tokenUrl, clientId, scope };
    const reply: { etag?: string } = {};
    const shown = { name, enabled, trigger, type, url, method, auth, headers, payload, includeRequestData, retry };
    expect(await update(shown, { reply })).toEqual(action);
    expect(reply.etag).toBe('"1"');
  });

  it('takes back what GET shows when its addresses may not be called any more, and refuses other such addresses', async () => {
    const before = await startWebhooks();
    const tokenUrl = 'http://127.0.0.1:1/token';
    const { principal, action, actionId } = await anAction(before, {
      url: 'http://127.0.0.1:1/hook',
      auth: { ...oauth, tokenUrl },
    });
    await before.leave();
    const after = await startWebhooks({ config: { ...before.config, WEBHOOK_ALLOW_CIDRS: [] } });
    const { actions } = anActionOwner(after, principal);
    const update = (url: string, auth: Partial<ActionAuthInput>, name = action.name) => {
      const fields = { actionId, name, url, auth: { type: oauth.type, clientId: oauth.clientId, ...auth } };
      return actions.updateAction(UpdateActionRequest.fromPartial({ ...fields, updateMask: ['name', 'url', 'auth'] }));
    };
    expect((await update(action.url, { tokenUrl })).action).toEqual(action);
    expect((await update(action.url, { tokenUrl }, 'changed')).action).toMatchObject({ name: 'changed' });
    const others = update(`${action.url}/other`, { tokenUrl: `${tokenUrl}/other` });
    await expect(others).rejects.toMatchObject({
      violations: [
        { pointer: '/url', code: 'address_not_allowed' },
        { pointer: '/auth/tokenUrl', code: 'address_not_allowed' },
      ],
    });
    await after.stop();
  });

  it('keeps secrets and header values that are absent, and sends them', async () => {
    const receiver = await startReceiver();
    const { update, test } = await anAction(service, {
      url: receiver.url,
      auth: bearer,
      headers: { 'X-Kept': 'kept', 'X-Gone': 'gone', 'X-New': 'old' },
    });
    const headers = { 'X-Kept': null, 'X-New': 'new' };
    const changed = await update({ url: `${receiver.url}/2`, auth: { type: 'BEARER' }, headers });
    expect(changed).toMatchObject({ auth: { hasSecret: true }, headers: { 'X-Kept': null, 'X-New': null } });
    await test();
    await eventually(() => expect(receiver.calls).toHaveLength(1));
    const [call] = receiver.calls;
    expect(call).toMatchObject({ path: '/hook/2', headers: { authorization: 'Bearer the-token' } });
    expect(call?.headers).toMatchObject({ 'x-kept': 'kept', 'x-new': 'new' });
    expect(call?.headers).not.toHaveProperty('x-gone');
    await receiver.stop();
  });

  it('takes no secret along to another host', async () => {
    const { update, get } = await anAction(service, { auth: bearer });
    for (const url of ['https://evil.example.com/hook', 'https://crm.example.com:8443/hook']) {
      await expect(update({ url })).rejects.toMatchObject(refused);
      await expect(update({ url, auth: { type: 'BEARER' } })).rejects.toMatchObject(refused);
    }
    expect((await get()).url).toBe('https://crm.example.com/hook');
    expect(await update({ url: 'https://crm.example.com/other?x=1' })).toMatchObject({ auth: { hasSecret: true } });
    await update({ url: 'https://new.example.com', auth: bearer });
    await update({ url: 'https://third.example.com', auth: { type: 'NONE' } });
  });

  it('takes no header value along to another host', async () => {
    const { update } = await anAction(service, { headers: { 'X-Key': 'value', 'X-Other': 'value' } });
    const url = 'https://evil.example.com';
    await expect(update({ url })).rejects.toMatchObject(refused);
    await expect(update({ url, headers: { 'X-Key': 'again', 'X-Other': null } })).rejects.toMatchObject(refused);
    await update({ url, headers: { 'X-Key': 'again' } });
    await update({ url: 'https://third.example.com', headers: {} });
  });

  it('takes no secret along to another token endpoint', async () => {
    const { update } = await anAction(service, { auth: oauth });
    const { clientSecret, ...kept } = oauth;
    const tokenUrl = 'https://evil.example.com/token';
    await expect(update({ auth: { ...kept, tokenUrl } })).rejects.toMatchObject(refused);
    await update({ auth: { ...kept, tokenUrl: 'https://id.example.com/v2/token' } });
    await update({ auth: { ...kept, tokenUrl, clientSecret } });
  });

  it('needs the secret of another kind of authentication', async () => {
    const { update } = await anAction(service, { auth: bearer });
    const fault = { pointer: '/auth/password', code: 'required' };
    await expect(update({ auth: { type: 'BASIC', username: 'joe' } })).rejects.toMatchObject({
      reason: 'validation_failed',
      violations: [fault],
    });
    expect(await update({ auth: { type: 'NONE' } })).toMatchObject({ auth: { type: 'NONE', hasSecret: false } });
    await expect(update({ auth: { type: 'BEARER' } })).rejects.toMatchObject({ reason: 'validation_failed' });
  });

  it('refuses a header that authentication sets, whichever comes second', async () => {
    const fault = { violations: [{ pointer: '/headers/authorization', code: 'duplicate' }] };
    const first = await anAction(service, { auth: bearer });
    await expect(first.update({ headers: { authorization: 'x' } })).rejects.toMatchObject(fault);
    const second = await anAction(service, { headers: { authorization: 'x' } });
    await expect(second.update({ auth: bearer })).rejects.toMatchObject(fault);
  });

  it('refuses a version that is not the stored one', async () => {
    const { update } = await anAction(service);
    await update({ name: 'Second' }, { ifMatch: '"1"' });
    await expect(update({ name: 'Third' }, { ifMatch: '"1"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
  });

  it("finds neither an unknown action nor another organization's", async () => {
    const [mine, theirs] = [await anAction(service), await anAction(service)];
    for (const actionId of [uuidv7(), theirs.actionId]) {
      const missing = { reason: 'not_found' };
      await expect(mine.update({ actionId, name: 'x' })).rejects.toMatchObject(missing);
      await expect(mine.actions.getAction({ actionId })).rejects.toMatchObject(missing);
      await expect(mine.actions.deleteAction({ actionId })).rejects.toMatchObject(missing);
      await expect(mine.actions.testAction({ actionId })).rejects.toMatchObject(missing);
      await expect(mine.list({ actionId })).rejects.toMatchObject(missing);
    }
  });
});

describe('deleting an action', () => {
  it('ends its calls and hides its deliveries', async () => {
    const service = await startWebhooks();
    const receiver = await startReceiver(() => ({ status: 500 }));
    const { actions, actionId, test, list } = await anAction(service, {
      url: receiver.url,
      retry: { delaySeconds: 1 },
    });
    await test();
    await eventually(() => expect(receiver.calls).toHaveLength(1));
    const deleted = await actions.deleteAction({ actionId });
    expect(deleted).toEqual({ deleted: { id: actionId, deleted: true } });
    await expect(list()).rejects.toMatchObject({ reason: 'not_found' });
    await service.stop();
    await receiver.stop();
    expect(receiver.calls).toHaveLength(1);
  });
});
