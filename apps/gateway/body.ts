import { MIMEType } from 'node:util';
import { AppError } from '@fileonion/errors';
import type { Request } from 'express';
import getRawBody from 'raw-body';
import { waitsForLeave } from './broken-requests';

const maxBytes = 1024 * 1024;

/** Deeper than any body that makes sense here; decoders behind this one work recursively. */
const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the JSON body of a request. Undefined where there is none and the route can do without (`optional`); then the
 * media type does not matter either.
 */
export async function readJson(req: Request, optional: boolean): Promise<unknown> {
  const declared = declaredLength(req);
  const unsupported = unsupportedMedia(req, declared === 0);
  // Whether a chunked body is empty shows only when it has been read.
  if (unsupported && !(optional && !declared)) throw unsupported;
  const bytes = declared === 0 ? undefined : await readBytes(req, declared);
  if (!bytes?.length) {
    if (optional) return undefined;
    throw new AppError('malformed_json', 'The body is empty; this needs a JSON object.');
  }
  if (unsupported) throw unsupported;
  return parse(bytes);
}

/** Bytes that the request says it has; undefined for a chunked body. */
function declaredLength({ headers }: Request): number | undefined {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : undefined;
}

function unsupportedMedia({ headers }: Request, absent: boolean): AppError | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return new AppError('unsupported_media_type', 'A body cannot have a content encoding.');
  }
  const type = headers['content-type'];
  if (isJson(type) || (absent && type === undefined)) return undefined;
  return new AppError('unsupported_media_type', 'A body is JSON in UTF-8, with "Content-Type: application/json".');
}

function isJson(header: string | undefined): boolean {
  try {
    const { essence, params } = new MIMEType(header ?? '');
    return essence === 'application/json' && /^utf-?8$/i.test(params.get('charset') ?? 'utf-8');
  } catch {
    return false;
  }
}

async function readBytes(req: Request, length: number | undefined): Promise<Buffer> {
  // A caller who waits for leave to send the body gets it only here, when everything else has been accepted.
  if (waitsForLeave.delete(req)) req.res?.writeContinue();
  try {
    return await getRawBody(req, { limit: maxBytes, length });
  } catch (error) {
    // The rest is taken off the connection unseen, so that the answer can be read.
    req.resume();
    if ((error as getRawBody.RawBodyError).type === 'entity.too.large') {
      throw new AppError('payload_too_large', 'A body has at most 1 MiB.');
    }
    throw new AppError('malformed_request', 'The body broke off.', { cause: error });
  }
}

function parse(bytes: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new AppError('malformed_json');
  }
  if (!isTooDeep(value)) return value;
  throw AppError.validation([{ pointer: '', code: 'too_deep', detail: `At most ${maxDepth} levels of nesting.` }]);
}

/** Goes through the value level by level, because a recursion could be made to fail. */
function isTooDeep(value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
