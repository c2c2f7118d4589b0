import type { ListCommentsRequest } from '@fileonion/contract/requests';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { CommentRow } from './comment';

/** Reads and writes comments. */
export type CommentRepository = ReturnType<typeof createCommentRepository>;

export function createCommentRepository(connection: Connection, pageOf: PageOf) {
  const comments = connection.model<CommentRow>('Comment', commentSchema());
  const { find, insert } = tenantRows(comments);
  return {
    find,
    insert,

    page(ctx: RequestContext, request: ListCommentsRequest) {
      const { requestId, itemId } = request;
      const filter = {
        organizationId: ctx.principal.organizationId,
        requestId,
        ...(itemId !== undefined && { itemId }),
      };
      return pageOf(ctx, comments, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    async removeOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<void> {
      await comments.deleteMany({ organizationId, requestId }, { session: tx.session });
    },
  };
}

function commentSchema() {
  const schema = tenantSchema<CommentRow>({
    requestId: { type: String, required: true },
    itemId: { type: String },
    body: { type: String, required: true },
    createdBy: { type: String, required: true },
  });
  schema.index({ organizationId: 1, requestId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, requestId: 1, itemId: 1, createdAt: 1, _id: 1 });
  return schema;
}
