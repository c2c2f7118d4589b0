import { EventType } from '@fileonion/contract/events';
import { CommentsServiceService } from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { etagOf, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { toComment } from './comment';
import type { CommentRepository } from './comment-repository';
import { editableRequest, visibleRequest } from './request-access';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import { withStage } from './stage-names';
import type { StageRepository } from './stage-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  comments: CommentRepository;
  writer: RequestWriter;
  stages: StageRepository;
}

/** Serves the comments of requests. */
export function commentService({ unitOfWork, requests, comments, writer, stages }: Parts): RpcService {
  return rpcService(CommentsServiceService, {
    async listComments(ctx, request) {
      await visibleRequest(requests, ctx, request.requestId);
      const { rows, page } = await comments.page(ctx, request);
      return { comments: rows.map(toComment), page };
    },

    async getComment(ctx, { requestId, commentId }) {
      const request = await visibleRequest(requests, ctx, requestId);
      const comment = await comments.find(request.organizationId, commentId);
      if (comment?.requestId !== requestId) throw new AppError('not_found');
      ctx.reply.etag = etagOf(comment.version);
      return { comment: toComment(comment) };
    },

    async createComment(ctx, { requestId, itemId, body }) {
      const { organizationId, userId: createdBy } = ctx.principal;
      const known = await stages.stagesOf(organizationId);
      const id = uuidv7();
      return unitOfWork(ctx, async (tx) => {
        const request = await editableRequest(requests, ctx, requestId, tx);
        if (itemId !== undefined && !request.items.some((item) => item.id === itemId)) {
          throw AppError.validation([
            { pointer: '/itemId', code: 'not_found', detail: 'The request has no such item.' },
          ]);
        }
        const comment = await comments.insert(organizationId, tx, id, { requestId, itemId, body, createdBy });
        const names = await withStage(stages, known, tx, request);
        await writer.change(tx, request, request, names, {
          facts: [{ type: EventType.REQUEST_COMMENT_CREATED, itemId, comment }],
        });
        ctx.reply.etag = etagOf(comment.version);
        return { comment: toComment(comment) };
      });
    },
  });
}
