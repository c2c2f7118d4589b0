import { Comment } from '@fileonion/contract/requests';
import type { TenantRow } from '@fileonion/mongo';

/** A comment as it is stored. */
export interface CommentRow extends TenantRow {
  requestId: string;
  itemId?: string;
  body: string;
  createdBy: string;
}

/** A comment as the API shows it. */
export function toComment({ _id: id, requestId, itemId, body, createdBy, createdAt }: CommentRow): Comment {
  return Comment.fromPartial({ id, requestId, itemId, body, createdBy, createdAt });
}
