import { Page } from '@fileonion/contract/api';
import { deriveKey, type RequestContext } from '@fileonion/service-kit';
import { openCursor, sealCursor } from './cursor';
import type { ListRequest } from './page-query';
import { bindingOf, defaultLimit } from './pager';
import type { Place } from './place';

/** What a list over several sources asks each of them for: its first rows behind a place by `createdAt`, in the given direction. */
export interface SourceQuery {
  behind: Place | undefined;
  ascending: boolean;
  limit: number;
}

/** Reads one page of a list whose rows come from several sources. */
export type PageOfSources = <Row extends { id: string; createdAt?: Date | undefined }>(
  ctx: RequestContext,
  list: {
    request: ListRequest;
    /** `createdAt` or `-createdAt`. */
    default: string;
    /** All rows that the sources give, in any order. */
    read: (query: SourceQuery) => Promise<Row[]>;
  },
) => Promise<{ rows: Row[]; page: Page }>;

/** Pages by position like `createPager`, over sources that each keep the order of (createdAt, id). */
export function createSourcePager({ secret }: { secret: Uint8Array }): PageOfSources {
  const key = deriveKey(secret, 'cursor');
  return async (ctx, { request, read, ...list }) => {
    const { limit = defaultLimit, cursor, sort = list.default } = request;
    const binding = bindingOf(ctx, request, sort);
    const behind = cursor === undefined ? undefined : placeOf(openCursor(key, cursor, binding));
    const ascending = !sort.startsWith('-');
    const found = (await read({ behind, ascending, limit: limit + 1 })).sort(
      ascending ? compare : (a, b) => compare(b, a),
    );
    const rows = found.slice(0, limit);
    const hasMore = found.length > limit;
    const last = rows.at(-1);
    const nextCursor = hasMore && last ? sealCursor(key, { value: timeOf(last), id: last.id }, binding) : undefined;
    return { rows, page: Page.fromPartial({ limit, hasMore, nextCursor }) };
  };
}

function placeOf({ value, id }: { value: unknown; id: string }): Place {
  return { at: value as Date, id };
}

function compare(a: { id: string; createdAt?: Date }, b: { id: string; createdAt?: Date }): number {
  return timeOf(a).getTime() - timeOf(b).getTime() || (a.id < b.id ? -1 : 1);
}

function timeOf({ createdAt }: { createdAt?: Date }): Date {
  if (!createdAt) throw new Error('A row of a list has no createdAt.');
  return createdAt;
}
