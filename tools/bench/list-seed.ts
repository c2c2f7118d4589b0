import { randomInt } from 'node:crypto';
import { Role, type Principal } from '@fileonion/contract/api';
import { say } from '@fileonion/embedded';
import { landmarkOf, lowestIdAt } from '@fileonion/mongo';
import { aPrincipal } from '@fileonion/testing';
import { createConnection, type Connection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { createPatterns } from './list-patterns';

/** An organization with requests. */
export interface SeededOrganization {
  owner: Principal;
  /** In fifty teams. */
  member: Principal;
  /** A client of some requests. */
  clientId: string;
  /** When half of the requests had been created. */
  halfway: Date;
}

type Row = Record<string, unknown> & { _id: string; dueDate?: Date; overdueFrom?: Date; createdAt: Date };

const teamCount = 50;
const atOnce = 1000;
const minuteMs = 60_000;

/**
 * Fills an organization: the service creates a few requests of every kind, and their rows are copied as they are stored,
 * each with a number and times of its own. One by one through the service, 100,000 would take hours.
 */
export async function seedOrganization(
  place: { address: string; uri: string; database: string },
  count: number,
): Promise<SeededOrganization> {
  const owner = aPrincipal();
  const teamIds = Array.from({ length: teamCount }, () => uuidv7());
  const member = { ...owner, userId: uuidv7(), role: Role.MEMBER, teamIds };
  const { clientId, patterns } = await createPatterns(place.address, owner, member);
  const connection = await createConnection(place.uri, { dbName: place.database }).asPromise();
  try {
    const copies = await copyRows(connection, owner.organizationId, count - patterns);
    say(`${count} requests, ${copies.grants} of them shared with the member of ${teamCount} teams`);
    return { owner, member, clientId, halfway: copies.halfway };
  } finally {
    await connection.close();
  }
}

async function copyRows(connection: Connection, organizationId: string, count: number) {
  const requests = connection.collection<Row>('requests');
  const grants = connection.collection<Row>('grants');
  const patterns = await requests.find({ organizationId }).sort({ _id: 1 }).toArray();
  const patternGrants = await grants.find({ organizationId }).toArray();
  const began = Date.now() - count * minuteMs;
  for (let from = 0; from < count; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, count - from) }, (_, n) => {
      const number = from + n;
      const pattern = patterns[number % patterns.length]!;
      return { pattern, copy: copyOf(pattern, new Date(began + number * minuteMs)) };
    });
    await requests.insertMany(rows.map(({ copy }) => copy));
    const shared = rows.flatMap(({ pattern, copy: { _id: requestId, createdAt } }) => {
      const grant = patternGrants.find((row) => row['requestId'] === pattern._id);
      return grant ? [{ ...grant, requestId, ...stampsAt(createdAt) }] : [];
    });
    if (shared.length) await grants.insertMany(shared);
  }
  return {
    halfway: new Date(began + (count / 2) * minuteMs),
    grants: await grants.countDocuments({ organizationId }),
  };
}

/** Due dates are spread over the years before and after the present, those of one pattern like those of another. */
function copyOf(pattern: Row, createdAt: Date): Row {
  const shift = randomInt(2_000_000) * minuteMs;
  const later = (date: Date | undefined) => date && new Date(date.getTime() + shift);
  const dates = { dueDate: later(pattern.dueDate), overdueFrom: later(pattern.overdueFrom) };
  const set = Object.fromEntries(Object.entries(dates).filter(([, value]) => value));
  return { ...pattern, ...set, ...stampsAt(createdAt) };
}

function stampsAt(createdAt: Date) {
  const _id = lowestIdAt(createdAt) + uuidv7().slice(13);
  return { _id, landmark: landmarkOf(_id), createdAt, updatedAt: createdAt };
}
