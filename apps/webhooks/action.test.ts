import { decodeRequest, encodeResponse, matchRoute } from '@fileonion/contract';
import {
  ActionAuthInput,
  CreateActionRequest,
  GetActionResponse,
  UpdateActionRequest,
} from '@fileonion/contract/webhooks';
import { uuidv7 } from 'uuidv7';
import { checkRoom, toAction, type ActionRow } from './action';
import { changedSettings, newSettings } from './action-settings';

const auths: Partial<ActionAuthInput>[] = [
  { type: 'NONE' },
  { type: 'BEARER', token: 'secret-1' },
  { type: 'BASIC', username: 'joe', password: 'secret-1' },
  { type: 'API_KEY', header: 'X-Key', value: 'secret-1' },
  { type: 'OAUTH2_CLIENT_CREDENTIALS', tokenUrl: 'https://id.example.com', clientId: 'me', clientSecret: 'secret-1' },
];

function settingsWith(parts: Partial<CreateActionRequest>) {
  return newSettings(CreateActionRequest.fromPartial({ name: 'x', url: 'https://example.com', ...parts }));
}

/** The public JSON of an action with these settings. */
function jsonOf({ fields }: ReturnType<typeof newSettings>, actionId = uuidv7()) {
  const times = { createdAt: new Date(), updatedAt: new Date() };
  const row: ActionRow = { ...fields, _id: actionId, organizationId: uuidv7(), version: 1, sealed: '', ...times };
  const response = GetActionResponse.encode({ action: toAction(row) }).finish();
  return encodeResponse(routeOf('GET', actionId).route, response).data;
}

function routeOf(method: 'GET' | 'PUT', actionId: string) {
  const found = matchRoute(method, `/api/v2/workflows/actions/${actionId}`);
  if (!found || !('route' in found)) throw new Error('there is no such route');
  return found;
}

describe('an action', () => {
  it.each(auths)('can be sent back as GET shows it, without its secrets, and stays what it is: %j', (auth) => {
    const before = settingsWith({
      auth: ActionAuthInput.fromPartial(auth),
      headers: { 'X-One': 'secret-2' },
      payload: { 'a/b': [{ c: null }] },
      trigger: { toStageId: uuidv7() },
    });
    const actionId = uuidv7();
    const json = jsonOf(before, actionId);
    expect(JSON.stringify(json)).not.toContain('secret-');
    expect(json).toMatchObject({
      headers: { 'X-One': null },
      auth: { hasSecret: auth.type !== 'NONE' },
      method: 'POST',
    });
    const { route, params } = routeOf('PUT', actionId);
    const decoded = decodeRequest(route, { params, query: new URLSearchParams(), body: json });
    if (!decoded.ok) throw new Error(JSON.stringify(decoded));
    expect(changedSettings(before, UpdateActionRequest.decode(decoded.bytes))).toBeUndefined();
  });

  it.each([
    ['PERSONAL', 0, true],
    ['PROFESSIONAL', 9, false],
    ['PROFESSIONAL', 10, true],
    ['ENTERPRISE', 1000, false],
  ] as const)('on the plan %s, with %d others, is refused: %s', (plan, count, isRefused) => {
    const check = () => checkRoom(plan, count);
    if (isRefused) expect(check).toThrow(expect.objectContaining({ reason: 'plan_limit_reached' }));
    else expect(check).not.toThrow();
  });
});
