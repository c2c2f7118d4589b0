import { eventually, silentLogger } from '@fileonion/testing';
import { createApiKey } from '../create-api-key';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

function argumentsFor(organization: string, user: string, ...more: string[]): string[] {
  return [
    '--organization',
    organization,
    '--user',
    user,
    '--name',
    'Operator',
    '--scopes',
    'full_access,read',
    ...more,
  ];
}

test('the operator makes a key that works at once, and it is announced', async () => {
  const owner = keys.people.join();
  const args = argumentsFor(owner.organizationId, owner.userId, '--expires-in', 'never', '--rate-limit', '1000');
  const key = await createApiKey(keys.config, args, silentLogger);
  const { principal } = await keys.authenticate(key);
  expect(principal).toMatchObject({ userId: owner.userId, notAfter: undefined });
  expect(principal.apiKey).toMatchObject({ scopes: ['FULL_ACCESS', 'READ'], rateLimit: 1000 });
  await eventually(() =>
    expect(keys.eventsOf(owner)).toMatchObject([{ type: 'API_KEY_CREATED', actor: { userId: owner.userId } }]),
  );
});

test.each([
  ['an unknown scope', ['--scopes', 'all'], '--scopes: Must be one of: read, write'],
  ['an unknown duration', ['--expires-in', '2d'], '--expires-in: Must be one of: 30d'],
  ['a rate limit above the ceiling', ['--rate-limit', '1001'], '--rate-limit: At most 1000'],
  ['a rate limit that is no number', ['--rate-limit', 'many'], '--rate-limit: Must be a whole number'],
  ['a scope given twice', ['--scopes', 'read,read'], '--scopes: '],
  ['a name that is too long', ['--name', 'x'.repeat(101)], '--name: '],
  ['a blank name', ['--name', ' '], '--name: Must not be blank'],
  ['an unknown option', ['--scope', 'read'], "'--scope'"],
])('%s is refused with what is allowed', async (_, more, message) => {
  const owner = keys.people.join();
  const args = argumentsFor(owner.organizationId, owner.userId, ...more);
  await expect(createApiKey(keys.config, args, silentLogger)).rejects.toThrow(message);
});

test('a user who does not exist gets no key', async () => {
  const owner = keys.people.join();
  const stranger = keys.people.join();
  const args = argumentsFor(owner.organizationId, stranger.userId);
  await expect(createApiKey(keys.config, args, silentLogger)).rejects.toThrow('no such user');
});

test('without the teams service the operator is told which address does not answer', async () => {
  const config = { ...keys.config, TEAMS_ADDRESS: '127.0.0.1:1' };
  const owner = keys.people.join();
  const call = createApiKey(config, argumentsFor(owner.organizationId, owner.userId), silentLogger);
  await expect(call).rejects.toThrow('127.0.0.1:1');
});
