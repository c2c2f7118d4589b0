import { ActionAuthType, type ActionAuthInput } from '@fileonion/contract/webhooks';
import type { Violation } from '@fileonion/errors';
import type { AddressRules } from './address';
import { faultsOfHeaderName, faultsOfHeaderValue } from './action-headers';
import { faultOfUrl } from './target-url';

/** How an action proves who it is, without the secret. */
export interface ActionAuthSettings {
  type: ActionAuthType;
  username?: string;
  header?: string;
  tokenUrl?: string;
  clientId?: string;
  scope?: string;
}

type PublicField = Exclude<keyof ActionAuthSettings, 'type'>;
type SecretField = 'token' | 'password' | 'value' | 'clientSecret';

/** The fields of a kind of authentication. */
interface Kind {
  secret?: SecretField;
  needs: PublicField[];
  takes: PublicField[];
}

const kinds: Record<ActionAuthType, Kind> = {
  UNSPECIFIED: { needs: [], takes: [] },
  NONE: { needs: [], takes: [] },
  BEARER: { secret: 'token', needs: [], takes: [] },
  BASIC: { secret: 'password', needs: ['username'], takes: [] },
  API_KEY: { secret: 'value', needs: ['header'], takes: [] },
  OAUTH2_CLIENT_CREDENTIALS: { secret: 'clientSecret', needs: ['tokenUrl', 'clientId'], takes: ['scope'] },
};

export const noAuth: ActionAuthSettings = { type: ActionAuthType.NONE };

/** What is set of what is entered, but for the secret. */
export function authFrom(given: ActionAuthInput): ActionAuthSettings {
  const { needs, takes } = kinds[given.type];
  const fields = [...needs, ...takes].filter((name) => given[name] !== undefined);
  return { type: given.type, ...Object.fromEntries(fields.map((name) => [name, given[name]])) };
}

/** The secret of what is entered; undefined where none was sent. */
export function secretFrom(given: ActionAuthInput): string | undefined {
  const { secret } = kinds[given.type];
  return secret && given[secret];
}

/** Whether there is a secret with this kind. */
export function hasSecret({ type }: ActionAuthSettings): boolean {
  return kinds[type].secret !== undefined;
}

/** The name of the header that authentication sets. */
export function headerOf({ type, header }: ActionAuthSettings): string | undefined {
  if (type === ActionAuthType.API_KEY) return header;
  return hasSecret({ type }) ? 'Authorization' : undefined;
}

/** What is wrong with an authentication as it is entered, where another, or none, is stored with its secret. */
export function faultsOfAuth(
  given: ActionAuthInput,
  stored: ActionAuthSettings | undefined,
  rules: AddressRules,
): Violation[] {
  const isStored = stored?.type === given.type;
  const { secret, needs, takes } = kinds[given.type];
  const own: string[] = ['type', ...needs, ...takes, ...(secret ? [secret] : [])];
  const foreign = Object.keys(given).filter(
    (name) => given[name as keyof ActionAuthInput] !== undefined && !own.includes(name),
  );
  const missing = [...needs, ...(secret && !isStored ? [secret] : [])].filter((name) => given[name] === undefined);
  return [
    ...foreign.map((name): Violation => ({
      pointer: `/auth/${name}`,
      code: 'unknown_field',
      detail: 'This kind has no such field.',
    })),
    ...missing.map((name): Violation => ({
      pointer: `/auth/${name}`,
      code: 'required',
      detail: 'This kind needs it.',
    })),
    ...faultsOfValues(given, stored, rules),
  ];
}

function faultsOfValues(
  { type, token, username, header, value, tokenUrl }: ActionAuthInput,
  stored: ActionAuthSettings | undefined,
  rules: AddressRules,
): Violation[] {
  const isJudged = tokenUrl !== undefined && tokenUrl !== stored?.tokenUrl;
  const urlFault = isJudged ? faultOfUrl(tokenUrl, rules, '/auth/tokenUrl') : undefined;
  const colon: Violation = {
    pointer: '/auth/username',
    code: 'invalid_characters',
    detail: 'Must not have a colon.',
  };
  return [
    ...(token === undefined ? [] : faultsOfToken(token)),
    ...(type === ActionAuthType.BASIC && username?.includes(':') ? [colon] : []),
    ...(header === undefined ? [] : faultsOfHeaderName(header, '/auth/header')),
    ...(value === undefined ? [] : faultsOfHeaderValue(value, '/auth/value')),
    ...(urlFault ? [urlFault] : []),
  ];
}

function faultsOfToken(token: string): Violation[] {
  if (/^[\x21-\x7e]+$/.test(token)) return [];
  return [
    {
      pointer: '/auth/token',
      code: 'invalid_characters',
      detail: 'Must have printable ASCII characters only, no spaces.',
    },
  ];
}
