import { ActivityServiceService } from '@fileonion/contract/requests';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { toEntry } from './activity';
import type { ActivityRepository } from './activity-repository';
import { visibleRequest } from './request-access';
import type { RequestRepository } from './request-repository';

/** Serves what happened to requests. */
export function activityService({
  requests,
  activity,
}: {
  requests: RequestRepository;
  activity: ActivityRepository;
}): RpcService {
  return rpcService(ActivityServiceService, {
    async listActivity(ctx, request) {
      await visibleRequest(requests, ctx, request.requestId);
      const { rows, page } = await activity.page(ctx, request);
      return { entries: rows.map(toEntry), page };
    },
  });
}
