import { Permission, type GrantsServiceService } from '@fileonion/contract/requests';
import {
  SharesServiceService,
  ShareType,
  type CreateShareRequest,
  type CreateShareResponse,
  type DeleteShareRequest,
  type DeleteShareResponse,
  type ListResourceSharesRequest,
  type ListResourceSharesResponse,
} from '@fileonion/contract/shares';
import type { PageOfSources, UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcClient, type RpcService } from '@fileonion/service-kit';
import { keepAnswer } from './kept-answer';
import { linkAsShare } from './link';
import type { LinkRepository } from './link-repository';
import type { createLinkOpening } from './link-opening';
import type { LinkWriting } from './link-writing';
import { asSharedWithMe, grantAsShare } from './share';

interface Parts {
  grants: RpcClient<typeof GrantsServiceService>;
  links: LinkRepository;
  linkWriting: LinkWriting;
  linkOpening: ReturnType<typeof createLinkOpening>;
  pageOfSources: PageOfSources;
  unitOfWork: UnitOfWork;
}

/** Serves shares: grants of the requests service and links of this one, as one noun. */
export function shareService(parts: Parts): RpcService {
  return rpcService(SharesServiceService, {
    createShare: (ctx, request) => create(parts, ctx, request),
    listResourceShares: (ctx, request) => list(parts, ctx, request),

    async listSharedWithMe(ctx, request) {
      const { grants, page } = await parts.grants.listMyGrants(ctx, request);
      return { shares: grants.map(asSharedWithMe), page };
    },

    deleteShare: (ctx, request) => remove(parts, ctx, request),

    async resolveLink(ctx, request) {
      return { shared: await parts.linkOpening.open(ctx, request) };
    },
  });
}

async function create(
  { grants, linkWriting, unitOfWork }: Parts,
  ctx: RequestContext,
  request: CreateShareRequest,
): Promise<CreateShareResponse> {
  if (request.type === ShareType.LINK) return linkWriting.create(ctx, request);

  const { resourceId: requestId, userId, teamId, permission = Permission.VIEW } = request;
  return keepAnswer(unitOfWork, ctx, async () => {
    const { grant } = await grants.putGrant(ctx, { requestId, userId, teamId, permission }, { forward: true });
    return { share: grantAsShare(grant!) };
  });
}

async function list(
  { grants, links, pageOfSources }: Parts,
  ctx: RequestContext,
  request: ListResourceSharesRequest,
): Promise<ListResourceSharesResponse> {
  const { resourceId, createdAfter, updatedAfter } = request;
  const { rows: shares, page } = await pageOfSources(ctx, {
    request,
    default: '-createdAt',
    async read({ behind, ascending, limit }) {
      const place = { behindCreatedAt: behind?.at, behindId: behind?.id };
      // First the grants: the requests service decides whether the caller may see any of this.
      const granted = await grants.listGrants(ctx, {
        requestId: resourceId,
        limit,
        ascending,
        ...place,
        createdAfter,
        updatedAfter,
      });
      const linked = await links.ofResource(ctx.principal.organizationId, resourceId, {
        behind,
        ascending,
        limit,
        createdAfter,
        updatedAfter,
      });
      return [...granted.grants.map(grantAsShare), ...linked.map((row) => linkAsShare(row))];
    },
  });
  return { shares, page };
}

async function remove(
  { grants, links, linkWriting }: Parts,
  ctx: RequestContext,
  { shareId }: DeleteShareRequest,
): Promise<DeleteShareResponse> {
  const link = await links.find(ctx.principal.organizationId, shareId);
  if (link) await linkWriting.revoke(ctx, link);
  else await grants.deleteGrant(ctx, { grantId: shareId }, { forward: true });
  return { deleted: { id: shareId, deleted: true } };
}
