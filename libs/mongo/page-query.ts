import type { Condition } from './conditions';

/** The fields that every list request has. Whatever else it has counts as a filter. */
export interface ListRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
  createdAfter?: Date | undefined;
  updatedAfter?: Date | undefined;
}

/** Which rows to page, and how. */
export interface PageQuery {
  /** Mongo filter of the list, which an index answers; names the organization. */
  filter: { organizationId: string } & Condition;
  /** What rows must fulfil besides, whatever index they were found by; with `rare`, all that they must fulfil. */
  residual?: Condition;
  /** Of that, what an index of its own answers: it is read instead of the order's once few rows turn out to fulfil it. */
  rare?: Condition;
  /** Rows that are looked at before that is judged; 256 when absent, for an index that may answer with many rows. */
  judgedAfter?: number;
  /** Fields that rows are read without. */
  omit?: string[];
  request: ListRequest;
  /**
   * Database field of each sort name. Every one wants the index (organizationId, field, _id), and landmarks where lists
   * get long. `_id` orders by the time of creation where that is the time of the id.
   */
  sorts: Record<string, string>;
  /** Such as `-createdAt`. */
  default: string;
}
