import { makeExactValidator } from 'envalid';

// The messages hold no value: a URL may carry a password.

/** A port to listen on; 0 is any free one. */
export const listenPort = makeExactValidator((input) => {
  const port = Number(input);
  if (!/^\d+$/.test(input) || port > 65535) throw new Error('is not a port between 0 and 65535.');
  return port;
});

/** A positive whole number. */
export const positive = makeExactValidator((input) => {
  if (!/^[1-9]\d{0,8}$/.test(input)) throw new Error('is not a positive whole number.');
  return Number(input);
});

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
