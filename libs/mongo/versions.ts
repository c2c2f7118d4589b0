import { AppError } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';

/** The strong entity tag of a stored version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Compares the call's `If-Match` with the stored version; call it inside the transaction of the write.
 *
 * @throws AppError `precondition_failed`
 */
export function checkIfMatch(ctx: RequestContext, version: number): void {
  if (ctx.ifMatch === undefined || ctx.ifMatch.trim() === '*') return;
  const tags = ctx.ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etagOf(version))) throw new AppError('precondition_failed');
}
