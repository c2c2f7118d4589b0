import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mongo } from 'mongoose';

/** Something that a secret could have got into. */
export interface Place {
  name: string;
  bytes: Buffer;
}

/** What is made to hold secrets, for its owner only. */
const allowed = ['seed.json', 'secrets.json', 'stack.json'];

/** All files below a folder: logs, the database, topics. */
export function* filesIn(folder: string): Generator<Place> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Indexes of topics are large, and hold nothing but positions.
    if (!entry.isFile() || allowed.includes(entry.name) || /\.(time)?index$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    yield { name: relative(folder, path), bytes: entry.name === 'stack.log' ? withoutGreeting(bytes) : bytes };
  }
}

/** All documents of all databases: in the files some of them may be compressed. */
export async function* documentsIn(uri: string): AsyncGenerator<Place> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases();
    for (const { name } of databases.filter(({ name }) => !['admin', 'config', 'local'].includes(name))) {
      for (const collection of await client.db(name).collections()) {
        for await (const document of collection.find()) {
          yield { name: `${name}.${collection.collectionName}`, bytes: Buffer.from(mongo.BSON.serialize(document)) };
        }
      }
    }
  } finally {
    await client.close();
  }
}

/** Which of some secrets are in places, as they are or encoded. */
export async function findSecrets(
  places: Iterable<Place> | AsyncIterable<Place>,
  secrets: Record<string, string>,
): Promise<string[]> {
  const found = new Set<string>();
  for await (const { name, bytes } of places) {
    for (const [secret, text] of Object.entries(secrets)) {
      if (spellings(text).some((spelling) => bytes.includes(spelling))) found.add(`${secret} in ${name}`);
    }
  }
  return [...found];
}

/** Keys and webhook secrets, of whomever, in the files below a folder. */
export function findKeys(folder: string): string[] {
  const pattern = /fo_live_[0-9A-Za-z]{38}|whsec_[0-9A-Za-z+/]{43}=/;
  return [...filesIn(folder)].filter(({ bytes }) => pattern.test(bytes.toString('latin1'))).map(({ name }) => name);
}

function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, encodeURIComponent(text), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
}

/** The stack greets people with the seeded key and a line to paste; what comes before and after is its log. */
function withoutGreeting(log: Buffer): Buffer {
  const lines = log.toString('latin1').split('\n');
  return Buffer.from(lines.filter((line) => !/^(API key: | {2}curl )/.test(line)).join('\n'), 'latin1');
}
