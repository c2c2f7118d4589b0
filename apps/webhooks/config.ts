import { baseConfig, listOf, makeValidator, wholeNumber, type Config } from '@fileonion/service-kit';
import { parseRange, type AddressRange } from './address';
import { parseEncryptionKeys, type EncryptionKey } from './encryption';
import { parseSchedule, type RetrySchedule } from './schedule';

const encryptionKeys = makeValidator<EncryptionKey[]>(parseEncryptionKeys);

const schedule = makeValidator<RetrySchedule>(parseSchedule);

const ranges = makeValidator<AddressRange[]>((input) => listOf(input).map(parseRange));

const nameServers = makeValidator<string[]>(listOf);

const concurrency = wholeNumber(9999);

/** What the webhooks service reads. */
export const webhooksConfig = {
  ...baseConfig,
  ENCRYPTION_KEYS: encryptionKeys({
    desc: 'Keys that secrets are encrypted with at rest, each as id:base64 of 32 bytes, separated by commas. The first encrypts, all decrypt.',
    example: '2:bW9yZSB0aGFu…,1:YW4gb2xkIG9uZQ…',
  }),
  WEBHOOK_RETRY_SCHEDULE: schedule({
    desc: 'Delays between the attempts at a delivery, with the units ms, s, m and h.',
    default: parseSchedule('5s,5m,30m,2h,5h,10h,14h,20h,24h'),
  }),
  WEBHOOK_ALLOW_CIDRS: ranges({
    desc: 'Ranges of private addresses that may be called all the same, over plain http too, separated by commas.',
    default: [],
    example: '127.0.0.0/8,10.1.0.0/16',
  }),
  WEBHOOK_CONCURRENCY: concurrency({ desc: 'Calls that may be in flight at once, for each process.', default: 20 }),
  WEBHOOK_DNS_SERVERS: nameServers({
    desc: 'Name servers to look hosts up with, as address or address:port, separated by commas; by default those of the system.',
    default: [],
  }),
};

/** The configuration of the webhooks service. */
export type WebhooksConfig = Config<typeof webhooksConfig>;
