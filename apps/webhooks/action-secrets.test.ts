import { UpdateActionRequest, type ActionAuthInput, type CreateActionRequest } from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import fc from 'fast-check';
import { checkChanged } from './action-faults';
import { checkSecretsSent } from './action-secrets';
import { changedSettings, newSettings, type ActionSettings } from './action-settings';
import { addressRules } from './address';

const rules = addressRules([]);
const hosts = ['https://a.example.com', 'https://b.example.com', 'https://a.example.com:8443'];

/** A step of somebody who may change an action; what is sent as a secret says where it may go. */
interface Step {
  url?: string;
  kind?: 'NONE' | 'BEARER' | 'OAUTH2_CLIENT_CREDENTIALS';
  tokenUrl: string;
  sendsSecret: boolean;
  headers?: Record<string, boolean>;
}

const steps: fc.Arbitrary<Step> = fc.record(
  {
    url: fc.constantFrom(...hosts),
    kind: fc.constantFrom('NONE', 'BEARER', 'OAUTH2_CLIENT_CREDENTIALS'),
    tokenUrl: fc.constantFrom(...hosts),
    sendsSecret: fc.boolean(),
    headers: fc.dictionary(fc.constantFrom('X-One', 'X-Two'), fc.boolean()),
  },
  { requiredKeys: ['tokenUrl', 'sendsSecret'] },
);

describe('the secrets of an action', () => {
  it('never come to be sent to a host that they were not given for, whatever the order of changes', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 12 }), (all) => {
        let settings = newSettings({ name: 'x', url: hosts[0]! } as CreateActionRequest);
        for (const step of all) {
          settings = after(settings, step) ?? settings;
          const { fields, secrets } = settings;
          for (const value of Object.values(secrets.headers)) expect(value).toBe(fields.url);
          if (secrets.auth !== undefined) expect(secrets.auth).toBe([fields.url, fields.auth.tokenUrl].join(' '));
          expect(secrets.auth !== undefined).toBe(fields.auth.type !== 'NONE');
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The settings after a step; undefined where it is refused or changes nothing. */
function after(
  before: ActionSettings,
  { url, kind, tokenUrl, sendsSecret, headers }: Step,
): ActionSettings | undefined {
  const to = url ?? before.fields.url;
  const isOauth = kind === 'OAUTH2_CLIENT_CREDENTIALS';
  const secret = sendsSecret && kind !== 'NONE' ? [to, isOauth ? tokenUrl : undefined].join(' ') : undefined;
  const auth = kind && {
    type: kind,
    ...(isOauth ? { tokenUrl, clientId: 'me', clientSecret: secret } : { token: secret }),
  };
  const given = {
    ...(url && { url }),
    ...(auth && { auth: auth as ActionAuthInput }),
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, isSent]) => [name, isSent ? to : null])),
    }),
  };
  const request = UpdateActionRequest.fromPartial({ ...given, updateMask: Object.keys(given) });
  try {
    checkChanged(before, request, rules);
    const changed = changedSettings(before, request);
    if (changed) checkSecretsSent(before.fields, changed.fields, request);
    return changed;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
