import { randomBytes } from 'node:crypto';
import { aTeamEvent, eventually, silentLogger, startReceiver } from '@fileonion/testing';
import { parseEncryptionKeys } from '../encryption';
import { openStore } from '../store';
import { aWebhook } from './a-webhook';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

const [older, newer] = ['1', '2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);

it('an endpoint whose secret cannot be opened keeps no place from others, and is sent to once it can', async () => {
  const clock = aClock();
  const receiver = await startReceiver();
  const before = await startWebhooks({ config: { ENCRYPTION_KEYS: parseEncryptionKeys(older!) } });
  const { organizationId, webhookId } = await aWebhook(before, receiver.url);
  await before.leave();
  const startWith = (keys: string) =>
    startWebhooks({
      config: { ...before.config, ENCRYPTION_KEYS: parseEncryptionKeys(keys), WEBHOOK_CONCURRENCY: 1 },
      now: clock.now,
    });

  const without = await startWith(newer!);
  const other = await aWebhook(without, receiver.url);
  const event = aTeamEvent(organizationId);
  await without.publish(event);
  await eventually(async () => expect(await dueIn(without, organizationId, webhookId)).toBeGreaterThan(30_000));
  await without.publish(aTeamEvent(other.organizationId));
  await other.statuses('SUCCEEDED');
  expect(receiver.calls).toHaveLength(1);
  expect(await dueIn(without, organizationId, webhookId)).toBeGreaterThan(30_000);
  await without.leave();

  const repaired = await startWith(`${newer},${older}`);
  clock.advance(60_000);
  await eventually(() => expect(receiver.calls[1]?.event.id).toBe(`evt_${event.id}`));
  await repaired.stop();
  await receiver.stop();
});

/** In how many milliseconds a target is due. */
async function dueIn({ config }: WebhooksUnderTest, organizationId: string, webhookId: string): Promise<number> {
  const store = await openStore(config, silentLogger);
  const target = await store.targets.find(organizationId, webhookId);
  await store.close();
  return (target?.dueAt?.getTime() ?? 0) - Date.now();
}
