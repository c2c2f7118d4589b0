import type { Request } from '@fileonion/contract/requests';
import { etagOf } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { RequestRow } from './request';
import { toRequest, type StageNames } from './request-view';

/** The answer that shows a request, with its entity tag. */
export function shownRequest(ctx: RequestContext, row: RequestRow, names: StageNames): { request: Request } {
  ctx.reply.etag = etagOf(row.version);
  return { request: toRequest(row, names, new Date()) };
}
