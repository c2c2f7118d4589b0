import type { JsonSchema } from '../schema/json-schema';

/** The parts of an OpenAPI 3.1 document that ours has. */
export interface OpenApiDocument {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: SecurityRequirement[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Response>;
    parameters: Record<string, Parameter>;
    headers: Record<string, Header>;
    securitySchemes: Record<string, object>;
  };
}

/** Names of security schemes, each with what it asks for. */
export type SecurityRequirement = Record<string, string[]>;

/** Points to a component. */
export interface Reference {
  $ref: string;
  description?: string;
}

/** One method on one path. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: SecurityRequirement[];
  /** Scopes of which any one suffices. */
  'x-scopes'?: string[];
  /** Roles of which the caller needs one. */
  'x-roles'?: string[];
  /** The least plan. */
  'x-minimum-plan'?: string;
  /** The feature switch that must be on. */
  'x-feature'?: string;
  parameters: (Parameter | Reference)[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Response | Reference>;
}

/** A value in the path, the query or a header of a request. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

/** A header of a response. */
export interface Header {
  description: string;
  schema: JsonSchema;
}

/** An answer. */
export interface Response {
  description: string;
  headers?: Record<string, Header | Reference>;
  content: Content;
}

/** A JSON body. */
export type Content = { 'application/json': { schema: JsonSchema; example?: unknown } };

/** Stands for the id of a request in every example. */
export const sampleRequestId = 'req_0199b2c4-9f3a-7d21-b6c4-e8a05d713f92';

/** A JSON body of a schema. */
export function jsonContent(schema: JsonSchema, example?: unknown): Content {
  return { 'application/json': example === undefined ? { schema } : { schema, example } };
}
