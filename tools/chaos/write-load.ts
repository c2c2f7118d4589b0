import { setTimeout as delay } from 'node:timers/promises';
import type { ApiAnswer } from '@fileonion/testing';
import type { Calls } from './calls';
import { kinds, mark, type Entry, type Kind, type Ledger } from './ledger';
import { oneOf, type Random } from './random';

/** Writes that are repeated until they are acknowledged, and then are in the ledger. */
export interface Writer {
  create(kind: Kind, settings?: object): Promise<{ entry: Entry; data: Record<string, unknown> }>;
  update(entry: Entry): Promise<void>;
  remove(entry: Entry): Promise<void>;
  /** Reads it, and compares it with what was acknowledged last. */
  check(entry: Entry): Promise<void>;
}

/** Writes through these calls. */
export function createWriter(calls: Calls, ledger: Ledger): Writer {
  return {
    async create(kind, settings) {
      const { path, field } = kinds[kind];
      const value = aValue();
      const { answer } = await calls.served({ method: 'POST', path, body: { [field]: value, ...settings } });
      const { data } = expectStatus(answer, [201], `POST ${path}`).body;
      return { entry: ledger.created(kind, data.id, value), data };
    },
    async update(entry) {
      const { path, field } = kinds[entry.kind];
      const value = aValue();
      const { answer } = await calls.served({ method: 'PUT', path: `${path}/${entry.id}`, body: { [field]: value } });
      expectStatus(answer, [200], `PUT ${path}/${entry.id}`);
      ledger.updated(entry, value);
    },
    async remove(entry) {
      const path = `${kinds[entry.kind].path}/${entry.id}`;
      const { answer, lost } = await calls.served({ method: 'DELETE', path });
      // Whose answer was lost may have deleted it.
      expectStatus(answer, lost ? [200, 404] : [200], `DELETE ${path}`);
      ledger.deleted(entry);
    },
    async check(entry) {
      const { path, field } = kinds[entry.kind];
      const { answer } = await calls.served({ method: 'GET', path: `${path}/${entry.id}` });
      const found = answer.status === 200 ? answer.body.data[field] : String(answer.status);
      const expected = entry.deleted ? '404' : entry.value;
      if (found !== expected) throw new Error(`${path}/${entry.id} is ${found}, acknowledged was ${expected}`);
    },
  };
}

/** One user: makes something, changes it, may delete it, and looks after each step whether it is so. */
export async function writeOn(writer: Writer, random: Random, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const { entry } = await writer.create(oneOf(['team', 'client', 'request'] as const, random));
    await writer.check(entry);
    for (let updates = Math.floor(random() * 3); updates > 0; updates--) await writer.update(entry);
    await writer.check(entry);
    if (random() < 0.5) {
      await writer.remove(entry);
      await writer.check(entry);
    }
    await delay(50);
  }
}

/** Throws what a person can look into. */
export function expectStatus(answer: ApiAnswer, expected: number[], what: string): ApiAnswer {
  if (expected.includes(answer.status)) return answer;
  throw new Error(`${what} was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
}

function aValue(): string {
  return `${mark} ${crypto.randomUUID()}`;
}
