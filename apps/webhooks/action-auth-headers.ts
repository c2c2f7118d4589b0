import { ActionAuthType } from '@fileonion/contract/webhooks';
import type { ActionAuthSettings } from './action-auth';

/** The headers by which an action proves who it is. With `oauth2_client_credentials` the secret is the access token. */
export function authHeaders({ type, username, header }: ActionAuthSettings, secret = ''): Record<string, string> {
  switch (type) {
    case ActionAuthType.BEARER:
    case ActionAuthType.OAUTH2_CLIENT_CREDENTIALS:
      return { authorization: `Bearer ${secret}` };
    case ActionAuthType.BASIC:
      return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
    case ActionAuthType.API_KEY:
      return { [header!.toLowerCase()]: secret };
    default:
      return {};
  }
}
