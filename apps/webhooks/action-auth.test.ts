import { ActionAuthInput } from '@fileonion/contract/webhooks';
import { authFrom, faultsOfAuth, hasSecret, headerOf, secretFrom, type ActionAuthSettings } from './action-auth';
import { authHeaders } from './action-auth-headers';
import { addressRules } from './address';

const rules = addressRules([]);
const input = (fields: Partial<ActionAuthInput>) => ActionAuthInput.fromPartial(fields);
const codesOf = (fields: Partial<ActionAuthInput>, stored?: ActionAuthSettings) =>
  faultsOfAuth(input(fields), stored, rules).map(({ pointer, code }) => [pointer, code]);

const oauth = { tokenUrl: 'https://id.example.com/token', clientId: 'me', clientSecret: 's' };

describe('the authentication of an action', () => {
  it.each([
    [input({ type: 'NONE' }), undefined, {}],
    [input({ type: 'BEARER', token: 'abc' }), 'abc', { authorization: 'Bearer abc' }],
    [input({ type: 'BASIC', username: 'joë', password: 'p:w' }), 'p:w', { authorization: 'Basic am/DqzpwOnc=' }],
    [input({ type: 'API_KEY', header: 'X-Api-Key', value: 'k' }), 'k', { 'x-api-key': 'k' }],
    [input({ type: 'OAUTH2_CLIENT_CREDENTIALS', ...oauth }), 's', { authorization: 'Bearer s' }],
  ])('is what its kind says: %j', (given, secret, headers) => {
    expect(faultsOfAuth(given, undefined, rules)).toEqual([]);
    const auth = authFrom(given);
    expect(secretFrom(given)).toBe(secret);
    expect(hasSecret(auth)).toBe(secret !== undefined);
    expect(Object.values(auth)).not.toContain(secret);
    expect(authHeaders(auth, secret)).toEqual(headers);
    expect(Object.keys(headers)).toEqual([headerOf(auth)?.toLowerCase()].filter(Boolean));
  });

  it.each([
    [{ type: 'BEARER' }, ['/auth/token']],
    [{ type: 'BASIC' }, ['/auth/username', '/auth/password']],
    [{ type: 'API_KEY' }, ['/auth/header', '/auth/value']],
    [{ type: 'OAUTH2_CLIENT_CREDENTIALS' }, ['/auth/tokenUrl', '/auth/clientId', '/auth/clientSecret']],
  ] as const)('needs the fields of its kind: %j', (given, pointers) => {
    expect(codesOf(given)).toEqual(pointers.map((pointer) => [pointer, 'required']));
    expect(codesOf(given, { type: given.type })).toEqual(pointers.slice(0, -1).map((pointer) => [pointer, 'required']));
  });

  it('has no fields of another kind', () => {
    expect(codesOf({ type: 'NONE', token: 'x', username: 'y' })).toEqual([
      ['/auth/token', 'unknown_field'],
      ['/auth/username', 'unknown_field'],
    ]);
  });

  it.each([
    [{ type: 'BEARER', token: 'a b' }, '/auth/token', 'invalid_characters'],
    [{ type: 'BEARER', token: 'a\nb' }, '/auth/token', 'invalid_characters'],
    [{ type: 'BASIC', username: 'a:b', password: 'x' }, '/auth/username', 'invalid_characters'],
    [{ type: 'API_KEY', header: 'Host', value: 'x' }, '/auth/header', 'forbidden_header'],
    [{ type: 'API_KEY', header: 'a b', value: 'x' }, '/auth/header', 'invalid_format'],
    [{ type: 'API_KEY', header: 'X-A', value: 'x\r\nY: z' }, '/auth/value', 'invalid_characters'],
    [
      { type: 'OAUTH2_CLIENT_CREDENTIALS', ...oauth, tokenUrl: 'http://id.example.com' },
      '/auth/tokenUrl',
      'https_required',
    ],
    [
      { type: 'OAUTH2_CLIENT_CREDENTIALS', ...oauth, tokenUrl: 'https://10.0.0.1' },
      '/auth/tokenUrl',
      'address_not_allowed',
    ],
  ] as const)('is refused where it could not be sent, or not there: %j', (given, pointer, code) => {
    expect(codesOf(given)).toEqual([[pointer, code]]);
  });
});
