import { digestOfApiKey, newApiKey } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { hashesOf, type Pepper } from './key-hash';

/** A key before it is stored; the only place where it is in clear. */
export interface RawKey {
  readonly id: string;
  readonly key: string;
  readonly hash: string;
}

/** Draws a new key. Call it before the unit of work, which may run several times. */
export function drawKey(peppers: readonly Pepper[]): RawKey {
  const key = newApiKey();
  const [hash] = hashesOf(peppers, digestOfApiKey(key));
  if (hash === undefined) throw new Error('There is no pepper.');
  return { id: uuidv7(), key, hash };
}
