import { AppError, type Violation } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import type { LookedUp, Reference } from './references';
import type { RequestFields } from './request';
import type { RequestParts } from './request-parts';
import { fieldFaults } from './request-rules';

/** What a call makes of a request, and what was found about it before the transaction. */
interface Outcome {
  before: RequestFields | undefined;
  after: RequestFields;
  lookedUp: LookedUp;
  faults?: Violation[];
}

/** Refuses what contradicts itself or names what is not there, all at once. @throws AppError `validation_failed` */
export async function requireSound(
  { references, clients }: RequestParts,
  tx: Tx,
  { before, after, lookedUp, faults = [] }: Outcome,
): Promise<void> {
  const { organizationId } = tx.ctx.principal;
  const found = [...faults, ...fieldFaults(after), ...(await references.faults(organizationId, tx, lookedUp))];
  const { clientId } = after;
  const anotherClient = clientId !== undefined && clientId !== before?.clientId;
  if (anotherClient && !(await clients.touchClient(organizationId, tx, clientId))) {
    found.push({ pointer: '/clientId', code: 'not_found', detail: 'The organization has no such client.' });
  }
  if (found.length > 0) throw AppError.validation(found);
}

/** The users and teams that fields of a request name. */
export function referencesOf({ assigneeUserId, assigneeTeamId }: Partial<RequestFields>): Reference[] {
  const references: Reference[] = [];
  if (assigneeUserId !== undefined) references.push({ pointer: '/assigneeUserId', kind: 'user', id: assigneeUserId });
  if (assigneeTeamId !== undefined) references.push({ pointer: '/assigneeTeamId', kind: 'team', id: assigneeTeamId });
  return references;
}
