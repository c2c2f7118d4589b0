import { makeExactValidator } from 'envalid';

// The messages hold no value: a URL may carry a password.

/** A port to listen on; 0 is any free one. */
export const listenPort = makeExactValidator((input) => {
  const port = Number(input);
  if (!/^\d+$/.test(input) || port > 65535) throw new Error('is not a port between 0 and 65535.');
  return port;
});

/** A whole number from 1 to `most`. */
export function wholeNumber(most: number) {
  return makeExactValidator((input) => {
    const value = Number(input);
    if (!/^[1-9]\d*$/.test(input) || value > most) throw new Error(`is not a whole number between 1 and ${most}.`);
    return value;
  });
}

/** A positive whole number. */
export const positive = wholeNumber(999_999_999);

/** A number from 0 to 1. */
export const ratio = makeExactValidator((input) => {
  const value = Number(input);
  if (input.trim() === '' || !(value >= 0 && value <= 1)) throw new Error('is not a number from 0 to 1.');
  return value;
});

/** A prefix of names in MongoDB, Kafka and Redis. */
export const namespaceName = makeExactValidator((input) => {
  if (!/^[a-z0-9-]{0,45}$/i.test(input)) throw new Error('may have up to 45 letters, digits and hyphens.');
  return input;
});

/** The address of a MongoDB replica set. */
export const mongodbUri = makeExactValidator((input) => {
  if (!/^mongodb(\+srv)?:\/\/./.test(input)) throw new Error('is not a mongodb:// address.');
  return input;
});

/** The address of a Redis. */
export const redisUrl = makeExactValidator((input) => {
  if (!/^rediss?:\/\/./.test(input)) throw new Error('is not a redis:// address.');
  return input;
});

/** Addresses of Kafka brokers. */
export const brokerList = makeExactValidator((input) => {
  const brokers = input.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => /^\S+:\d+$/.test(broker))) throw new Error('is not a list of host:port.');
  return brokers;
});

/** Secret bytes, in base64. */
export const secretBytes = makeExactValidator((input): Uint8Array => {
  const bytes = Buffer.from(input, 'base64');
  if (bytes.length < 32) throw new Error('has fewer than 32 bytes in base64.');
  return bytes;
});

/** A secret and the id by which it is known, so that it can be told from older ones. */
export interface NamedSecret {
  readonly id: string;
  readonly secret: Buffer;
}

/** Secrets as `id:base64`, separated by commas, of so many bytes each, `orMore`. @throws without showing any of it */
export function namedSecrets(
  input: string,
  { bytes, orMore = false }: { bytes: number; orMore?: boolean },
): NamedSecret[] {
  const secrets = input.split(',').map((part) => {
    const [, id = '', base64 = ''] = /^\s*([\w-]{1,32}):([\w+/=-]+)\s*$/.exec(part) ?? [];
    return { id, secret: Buffer.from(base64, 'base64') };
  });
  const fits = ({ length }: Buffer) => length === bytes || (orMore && length > bytes);
  if (!secrets.every(({ secret }) => fits(secret))) {
    throw new Error(`is not a list of id:base64, each of ${bytes} bytes${orMore ? ' or more' : ''}.`);
  }
  if (new Set(secrets.map(({ id }) => id)).size < secrets.length) throw new Error('has an id twice.');
  return secrets;
}

/** The entries of a list, which commas separate. */
export function listOf(input: string): string[] {
  return input
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * The address of a gRPC service: `host:port`. It has several instances at `dns:///host:port`, behind one name, and at
 * `ipv4:address:port,address:port`.
 */
export const rpcAddress = makeExactValidator((input) => {
  const one = /^(dns:\/\/\/)?[^\s/,]+:\d+$/;
  const several = /^ipv4:[\d.]+:\d+(,[\d.]+:\d+)*$/;
  if (!one.test(input) && !several.test(input)) {
    throw new Error('is not host:port, dns:///host:port or ipv4:address:port,….');
  }
  return input;
});
