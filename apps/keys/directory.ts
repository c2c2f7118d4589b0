import { DirectoryServiceService, type Caller } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { RpcCaller, RpcClient } from '@fileonion/service-kit';

/** Who people are, as the teams service knows it. */
export type Directory = RpcClient<typeof DirectoryServiceService>;

/** A user with all that decides what they may do; undefined for one who was removed. */
export async function findCaller(
  directory: Directory,
  ctx: RpcCaller,
  organizationId: string,
  userId: string,
): Promise<CompleteCaller | undefined> {
  try {
    const { caller } = await directory.getCaller(ctx, { organizationId, userId });
    return complete(caller);
  } catch (error) {
    if (error instanceof AppError && error.reason === 'not_found') return undefined;
    throw error;
  }
}

/** A caller with their user. */
export type CompleteCaller = Caller & { user: NonNullable<Caller['user']> };

/** What the wire leaves open, the directory always fills. */
export function complete(caller: Caller | undefined): CompleteCaller {
  if (!caller?.user) throw new AppError('internal', 'The directory answered no user');
  return { ...caller, user: caller.user };
}
