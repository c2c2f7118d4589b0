import { Principal } from '@fileonion/contract/api';
import { TeamsServiceService } from '@fileonion/contract/teams';
import { requestContext, type RequestContext } from '@fileonion/service-kit';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';

export const logger = pino({ level: 'silent' });

/** The context of a call of CreateTeam, in an organization of its own unless one is given. */
export function aContext(
  parts: { organizationId?: string; userId?: string; timeoutMs?: number } & Partial<RequestContext> = {},
): RequestContext {
  const { organizationId = uuidv7(), userId = uuidv7(), timeoutMs = 15_000, ...rest } = parts;
  return requestContext({
    requestId: 'req_test',
    traceparent: '',
    ip: '',
    deadline: Date.now() + timeoutMs,
    signal: new AbortController().signal,
    logger,
    caller: Principal.fromPartial({ organizationId, userId }),
    method: TeamsServiceService.createTeam,
    ...rest,
  });
}
