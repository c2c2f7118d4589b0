import { AppError } from '@fileonion/errors';
import { seal, unseal } from '@fileonion/service-kit';

/** The row after which a list goes on. */
export interface Position {
  /** Its value of the sort field; null among those without one. */
  value: string | number | Date | null;
  id: string;
}

/** Cursors are sealed, so that their content is no interface and nobody can make one. */
export function sealCursor(key: Buffer, { value, id }: Position, binding: string): string {
  const plain = JSON.stringify(value instanceof Date ? [id, value.getTime(), 'date'] : [id, value]);
  return seal(key, Buffer.from(plain), binding).toString('base64url');
}

/** @throws AppError `invalid_cursor` when the cursor was not made by us for this very list. */
export function openCursor(key: Buffer, cursor: string, binding: string): Position {
  const plain = unseal(key, Buffer.from(cursor, 'base64url'), binding);
  if (!plain) throw new AppError('invalid_cursor');
  const [id, value, type] = JSON.parse(plain.toString()) as [string, string | number | null, 'date'?];
  return { id, value: type === 'date' ? new Date(value as number) : value };
}
