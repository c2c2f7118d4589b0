import { Visibility, type GrantsServiceService } from '@fileonion/contract/requests';
import { CreateShareResponse, Share, type CreateShareRequest } from '@fileonion/contract/shares';
import { AppError } from '@fileonion/errors';
import { EventType, type Event } from '@fileonion/contract/events';
import type { Fact, Outbox } from '@fileonion/events';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import type { RequestContext, RpcClient } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { linkAsShare, maxLinks, newToken, tokenHashOf, type LinkRow } from './link';
import type { LinkRepository } from './link-repository';
import { hashPassword } from './password';
import type { ResourceRepository } from './resource-repository';

interface Parts {
  grants: RpcClient<typeof GrantsServiceService>;
  links: LinkRepository;
  resources: ResourceRepository;
  outbox: Outbox;
  unitOfWork: UnitOfWork;
  /** Where people find the API. */
  publicUrl: string;
}

/** Where and by whom, for what follows from an event. */
type Cause = Pick<Fact, 'organizationId' | 'actor'>;

/** Makes links and ends them. */
export type LinkWriting = ReturnType<typeof createLinkWriting>;

export function createLinkWriting(parts: Parts) {
  const { links, resources, outbox, unitOfWork, publicUrl } = parts;
  return {
    async create(ctx: RequestContext, request: CreateShareRequest): Promise<CreateShareResponse> {
      const { organizationId } = ctx.principal;
      const { resourceId } = request;
      const token = newToken();

      async function prepare() {
        if ((await requireEditor(parts, ctx, resourceId)) === Visibility.PRIVATE)
          throw new AppError('resource_private');
        await resources.prepare(organizationId, resourceId);
        return newLink(ctx, request, token);
      }

      return unitOfWork(ctx, prepare, async (tx, fields) => {
        if (!(await resources.hold(organizationId, tx, resourceId))) throw new AppError('not_found');
        await requireRoom(parts, tx, organizationId, resourceId);
        const row = await links.insert(organizationId, tx, uuidv7(), fields);
        await outbox.emit(tx, linkFact(EventType.SHARE_CREATED, row));
        ctx.reply.etag = etagOf(row.version);
        return { share: linkAsShare(row, { token, url: `${publicUrl}/api/v2/shares/link/${token}` }) };
      });
    },

    async revoke(ctx: RequestContext, { organizationId, _id, resourceId }: LinkRow): Promise<void> {
      await requireEditor(parts, ctx, resourceId);
      await unitOfWork(ctx, async (tx) => {
        const link = await links.find(organizationId, _id, tx);
        if (!link || link.revokedAt) throw new AppError('not_found');
        checkIfMatch(ctx, link.version);
        const ended = await links.change(organizationId, tx, _id, { revokedAt: tx.now });
        await outbox.emit(tx, linkFact(EventType.SHARE_REVOKED, ended));
      });
    },

    /** Ends all links of a request that was deleted, and keeps new ones from being made. */
    async requestDeleted(tx: Tx, { organizationId, aggregateId, actor }: Event): Promise<void> {
      await resources.close(organizationId, tx, aggregateId);
      const ended = await links.revokeAll(organizationId, tx, aggregateId);
      const facts = ended.map((link) => linkFact(EventType.SHARE_REVOKED, link, { organizationId, actor }));
      await outbox.emitAll(tx, facts);
    },
  };
}

/** @returns the request's visibility. */
async function requireEditor({ grants }: Parts, ctx: RequestContext, requestId: string): Promise<Visibility> {
  const { canView, canEdit, visibility } = await grants.checkAccess(ctx, { requestId });
  if (!canView) throw new AppError('not_found');
  if (!canEdit) throw new AppError('permission_denied', 'Only those who may edit the request share it.');
  return visibility;
}

async function requireRoom({ links }: Parts, tx: Tx, organizationId: string, resourceId: string): Promise<void> {
  if ((await links.countLive(organizationId, tx, resourceId)) < maxLinks) return;
  throw new AppError('limit_reached', `A request has at most ${maxLinks} links.`);
}

async function newLink(
  ctx: RequestContext,
  { resourceId, expiresAt, password, maxUses }: CreateShareRequest,
  token: string,
) {
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const createdBy = ctx.principal.userId;
  return {
    resourceId,
    tokenHash: tokenHashOf(token)!,
    passwordHash,
    expiresAt,
    maxUses,
    uses: 0,
    wrongCount: 0,
    createdBy,
  };
}

function linkFact(type: EventType.SHARE_CREATED | EventType.SHARE_REVOKED, row: LinkRow, cause: Cause = {}): Fact {
  return {
    ...cause,
    type,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.shares.v2.Share', Share.encode(linkAsShare(row)).finish()],
  };
}
