import { randomBytes } from 'node:crypto';
import { aTeamEvent, eventually, silentLogger, startReceiver } from '@fileonion/testing';
import { Webhook } from 'standardwebhooks';
import { createEncryption, parseEncryptionKeys } from '../encryption';
import { reseal } from '../reseal';
import { openStore } from '../store';
import { aWebhook } from './a-webhook';
import { anAction, anActionOwner } from './an-action';
import { startWebhooks } from './webhooks-under-test';

const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

it('lets an older key go, with every secret staying what it is', async () => {
  const [older, newer] = [aKey('1'), aKey('2')];
  const service = await startWebhooks({ config: { ENCRYPTION_KEYS: parseEncryptionKeys(older) } });
  const receiver = await startReceiver();
  const { organizationId, secret } = await aWebhook(service, receiver.url);
  const { actionId, principal } = await anAction(service, {
    url: receiver.url,
    auth: { type: 'BEARER', token: 'kept' },
  });
  for (let count = 0; count < 3; count += 1) await anAction(service);

  const store = await openStore(service.config, silentLogger);
  const rotated = createEncryption(parseEncryptionKeys(`${newer},${older}`));
  expect(await reseal(store.connection, rotated)).toBe(5);
  expect(await reseal(store.connection, rotated)).toBe(0);
  await store.close();
  await service.leave();

  const config = { ...service.config, ENCRYPTION_KEYS: parseEncryptionKeys(newer) };
  const later = await startWebhooks({ config });
  await anActionOwner(later, principal).actions.testAction({ actionId });
  await later.publish(aTeamEvent(organizationId));
  await eventually(() => expect(receiver.calls).toHaveLength(2));
  const { headers, body } = receiver.ofType('team.created')[0]!;
  expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  expect(receiver.calls.map((call) => call.headers.authorization)).toContain('Bearer kept');
  await later.stop();
  await receiver.stop();
});
