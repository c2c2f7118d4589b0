import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const cost = { N: 2 ** 15, r: 8, p: 1 };
const hashBytes = 32;
// The default of 32 MiB is just too little for this cost.
const maxmem = 64 * 1024 * 1024;

/** Hashes a password slowly, in a thread of its own. The cost is stored with it, so that it can rise. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, hashBytes, { ...cost, maxmem });
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Whether a password is the one that was hashed. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = stored.split('$');
  const expected = Buffer.from(hash!, 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem };
  const actual = await derive(password, Buffer.from(salt!, 'base64'), expected.length, options);
  return timingSafeEqual(actual, expected);
}
