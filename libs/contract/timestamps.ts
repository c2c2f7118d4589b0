/** What google.protobuf.Timestamp holds. */
export interface TimestampParts {
  seconds: bigint;
  nanos: number;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const earliest = new Date('0001-01-01T00:00:00Z').getTime();
const latest = new Date('9999-12-31T23:59:59.999Z').getTime();

/** RFC 3339 in UTC with milliseconds. */
export function timestampToText({ seconds, nanos }: TimestampParts): string {
  return new Date(Number(seconds) * 1000 + Math.trunc(nanos / 1e6)).toISOString();
}

/** Reads RFC 3339 with any offset, cut to milliseconds; undefined where the text is none or names no real moment. */
export function textToTimestamp(text: string): TimestampParts | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (local.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -60_000 : 60_000);
  return toParts(local.getTime() + Number(fraction.padEnd(3, '0').slice(0, 3)) - offset);
}

function toParts(milliseconds: number): TimestampParts | undefined {
  if (!(milliseconds >= earliest && milliseconds <= latest)) return undefined;
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: (milliseconds - seconds * 1000) * 1e6 };
}
