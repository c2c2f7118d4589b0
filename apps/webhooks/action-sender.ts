import { ActionAuthType } from '@fileonion/contract/webhooks';
import type { ActionRow } from './action';
import { actionBody, requestIn } from './action-body';
import { authHeaders } from './action-auth-headers';
import { maskSecrets } from './action-mask';
import type { ActionRepository } from './action-repository';
import { openSecrets, type ActionSecrets } from './action-secrets';
import { hasOwnBody } from './delivery';
import type { DueDelivery } from './delivery-queue';
import type { Encryption } from './encryption';
import type { HttpClient } from './http-client';
import type { OauthClient, OauthTokens } from './oauth-token';
import type { OutgoingAnswer } from './outgoing-answer';
import type { PreparedTarget, Sender } from './sender';

/** What making the calls of actions needs. */
export interface ActionSenderParts {
  actions: ActionRepository;
  encryption: Encryption;
  http: HttpClient;
  tokens: OauthTokens;
}

const unauthorized = 401;

/** Makes the calls of workflow actions. */
export function createActionSender(parts: ActionSenderParts): Sender {
  return {
    async prepare({ organizationId, _id }) {
      const action = await parts.actions.find(organizationId, _id);
      return action && prepared(parts, action, openSecrets(parts.encryption, action));
    },
  };
}

/** Switched off, an action calls only for those who ask for it. */
function prepared(parts: ActionSenderParts, action: ActionRow, secrets: ActionSecrets): PreparedTarget {
  const { http, tokens, actions } = parts;
  const { enabled, method, url, auth, maxRetries, delaySeconds } = action;
  return {
    contentOf: ({ organizationId, targetId, actionVersion = action.version }) =>
      actionVersion === action.version
        ? Promise.resolve(action)
        : actions.contentIn(organizationId, targetId, actionVersion),
    async send(delivery, _at, signal) {
      if (!enabled && !delivery.asked) throw new Error('the action is switched off');
      const body = bodyOf(delivery);
      const callWith = async (secret: string | undefined) => {
        const authorization = authHeaders(auth, secret);
        const headers = { ...headersOf(delivery, secrets), ...authorization };
        return maskSecrets(
          [...Object.values(secrets.headers), ...Object.values(authorization), secret ?? ''],
          (bytes) => http.call({ method, url, headers, body, signal }, { bytes }),
        );
      };
      if (auth.type !== ActionAuthType.OAUTH2_CLIENT_CREDENTIALS) return callWith(secrets.auth);
      return withToken(tokens, clientOf(action, secrets), signal, callWith);
    },
    delayAfter: (tries) => (enabled && tries <= maxRetries ? delaySeconds * 1000 : undefined),
    afterFailure: async () => false,
  };
}

/** What stands with the delivery, or what its version of the action makes of the event. */
function bodyOf(delivery: DueDelivery): Buffer {
  const { body, content } = delivery;
  if (!body) throw new Error('the event is no longer kept');
  if (hasOwnBody(delivery)) return body;
  if (!content) throw new Error('the action is gone');
  return actionBody(content, requestIn(body));
}

function headersOf({ _id, traceparent }: DueDelivery, { headers }: ActionSecrets): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'FileOnion-Actions/2',
    traceparent,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    'x-fileonion-delivery': _id,
  };
}

/** Calls with a token, and once more with a new one where that is refused. */
async function withToken(
  tokens: OauthTokens,
  client: OauthClient,
  signal: AbortSignal,
  callWith: (token: string) => Promise<OutgoingAnswer>,
): Promise<OutgoingAnswer> {
  const token = await tokens.get(client, signal);
  const answer = await callWith(token);
  if (answer.status !== unauthorized) return answer;
  tokens.forget(client, token);
  return callWith(await tokens.get(client, signal));
}

function clientOf({ auth }: ActionRow, secrets: ActionSecrets): OauthClient {
  const { tokenUrl = '', clientId = '', scope } = auth;
  return { tokenUrl, clientId, clientSecret: secrets.auth ?? '', scope };
}
