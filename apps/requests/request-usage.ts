import type { Principal } from '@fileonion/contract/api';
import type { Tx } from '@fileonion/mongo';

/** What clients and stages need to know of the requests that name them. */
export interface RequestUsage {
  /** Whether a request of the client is in another stage than Approved, Closed, Expired or Archived. */
  hasOpen(organizationId: string, tx: Tx, clientId: string): Promise<boolean>;
  /** Takes the client out of every request of theirs. */
  dropClient(organizationId: string, tx: Tx, clientId: string): Promise<void>;
  /** How many requests are in the stage, counted up to `enough`. */
  countInStage(organizationId: string, tx: Tx, stageId: string, enough: number): Promise<number>;
  /** How many of the requests that the caller sees are in each of the stages. */
  countsByStage(principal: Principal, stageIds: string[]): Promise<Map<string, number>>;
}
