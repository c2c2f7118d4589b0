import { AppError } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { canEdit, canSee } from './access';
import type { RequestRow } from './request';
import type { RequestRepository } from './request-repository';

/** Reads a request that the caller sees. @throws AppError `not_found` */
export async function visibleRequest(
  requests: RequestRepository,
  ctx: RequestContext,
  id: string,
  tx?: Tx,
): Promise<RequestRow> {
  const row = await requests.find(ctx.principal.organizationId, id, tx);
  if (!row || !canSee(ctx.principal, row)) throw new AppError('not_found');
  return row;
}

/** Reads a request that the caller may change. @throws AppError `not_found`, `permission_denied` */
export async function editableRequest(
  requests: RequestRepository,
  ctx: RequestContext,
  id: string,
  tx?: Tx,
): Promise<RequestRow> {
  const row = await visibleRequest(requests, ctx, id, tx);
  if (!canEdit(ctx.principal, row))
    throw new AppError('permission_denied', 'The request was shared to be viewed only.');
  return row;
}
