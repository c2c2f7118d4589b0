import type { GrantsServiceService, SharedRequest } from '@fileonion/contract/requests';
import type { ResolveLinkRequest, SharedLink } from '@fileonion/contract/shares';
import { AppError } from '@fileonion/errors';
import type { RequestContext, RpcClient } from '@fileonion/service-kit';
import { createGate, type Gate } from './gate';
import { linkAsShare, requireUnlocked, requireUsable, tokenHashOf, type LinkRow } from './link';
import type { LinkCounter } from './link-counter';
import type { LinkRepository } from './link-repository';
import { isPassword } from './password';

interface Parts {
  links: LinkRepository;
  counter: LinkCounter;
  grants: RpcClient<typeof GrantsServiceService>;
}

/** As many as the thread pool takes at once. */
const passwordsAtOnce = 4;

/** Opens links for whoever holds their token. */
export function createLinkOpening(parts: Parts) {
  const gate = createGate(passwordsAtOnce);
  return {
    /** Shows what a link shares, and counts the use unless the call is a HEAD. */
    async open(ctx: RequestContext, { token, password }: ResolveLinkRequest): Promise<SharedLink> {
      const link = await findLink(parts, token);
      if (link.revokedAt) throw new AppError('link_revoked');
      const resource = await readResource(parts, ctx, link);
      requireUsable(link, new Date());
      await checkPassword(parts, gate, ctx, link, password);
      return { share: linkAsShare(await use(parts, ctx, link)), resource };
    },
  };
}

async function findLink({ links }: Parts, token: string): Promise<LinkRow> {
  const tokenHash = tokenHashOf(token);
  const link = tokenHash && (await links.findByTokenHash(tokenHash));
  if (!link) throw new AppError('not_found');
  return link;
}

/** A link of a deleted request says so before its revocation has arrived here. */
async function readResource(
  { grants }: Parts,
  ctx: RequestContext,
  { organizationId, resourceId }: LinkRow,
): Promise<SharedRequest> {
  const { asleep, request } = await grants
    .getSharedRequest(ctx, { organizationId, requestId: resourceId })
    .catch((error: unknown) => {
      throw error instanceof AppError && error.reason === 'not_found' ? new AppError('link_revoked') : error;
    });
  if (asleep || !request) throw new AppError('not_found');
  return request;
}

/**
 * The lock is looked at again once it is this call's turn: of a thousand guesses sent at once, only about as many as the
 * limit allows are looked at.
 */
async function checkPassword(
  parts: Parts,
  gate: Gate,
  ctx: RequestContext,
  link: LinkRow,
  password: string,
): Promise<void> {
  const { passwordHash } = link;
  if (passwordHash === undefined) return;
  if (password === '')
    throw new AppError('password_required', 'Send the password of the link in the header X-Share-Password.');
  const right = await gate(async () => {
    ctx.signal.throwIfAborted();
    requireUnlocked(await parts.links.get(link.organizationId, link._id), new Date());
    return isPassword(password, passwordHash);
  });
  if (right) return;
  const now = new Date();
  if (!(await parts.counter.countWrong(link, now)))
    requireUnlocked(await parts.links.get(link.organizationId, link._id), now);
  throw new AppError('invalid_password');
}

async function use(parts: Parts, ctx: RequestContext, link: LinkRow): Promise<LinkRow> {
  const now = new Date();
  const opened = ctx.httpMethod === 'HEAD' ? await parts.counter.peek(link, now) : await parts.counter.use(link, now);
  if (opened) return opened;
  const current = await parts.links.get(link.organizationId, link._id);
  requireUsable(current, now);
  requireUnlocked(current, now);
  throw new AppError('unavailable');
}
