import type { DescMessage } from '@bufbuild/protobuf';

/** An HTTP verb that a route can have. */
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A part of a path: fixed text, or a field of the request in its proto spelling. */
export type Segment = { literal: string; variable?: undefined } | { literal?: undefined; variable: string };

/** Who may call a route, and what its success looks like; every name as it appears in JSON. */
export interface Access {
  /** Callable without credentials. */
  public: boolean;
  /** Scopes of which any one suffices; empty: every key. `full_access` always suffices. */
  anyOf: string[];
  /** Roles of which the caller needs one; empty: every role. */
  roles: string[];
  /** The least plan. */
  minimumPlan: string | null;
  /** The feature switch that must be on. */
  feature: string | null;
  /** HTTP status of a success. */
  successStatus: number;
  /** Request headers that fill fields of the request. */
  headerFields: { header: string; field: string }[];
  /** The object may exist already; the answer is then 200 instead of `successStatus`. */
  findsExisting: boolean;
}

/** A public method. */
export interface Route {
  method: RouteMethod;
  /** Such as `/api/v2/teams/{team_id}`. */
  template: string;
  segments: Segment[];
  /** Path of the gRPC method, such as `/fileonion.teams.v2.TeamsService/CreateTeam`. */
  rpcPath: string;
  /** The rpc's name in camel case, such as `createTeam`. */
  operationId: string;
  /** The service that answers, such as `teams`. */
  service: string;
  input: DescMessage;
  output: DescMessage;
  /** The body fills the request, and not the query. */
  hasBody: boolean;
  /** JSON name of the response field that becomes `data`; undefined where all of it does. */
  responseField: string | undefined;
  /** The same, where it is a list. */
  listField: string | undefined;
  /** JSON name of the response field that says where a list stands. */
  pageField: string | undefined;
  access: Access;
}
