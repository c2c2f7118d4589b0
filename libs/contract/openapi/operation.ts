import type { DescMethod } from '@bufbuild/protobuf';
import type { ReasonRow } from '../generate/enum-tables';
import type { Route } from '../route';
import type { Operation } from './document';
import { errorsOf } from './errors';
import { parametersOf } from './parameters';
import { requestBodyOf } from './request-body';
import { successesOf } from './responses';
import type { SchemaCollection } from './schemas';

/** What the reference says of a route. */
export function operationOf(
  route: Route,
  method: DescMethod,
  collection: SchemaCollection,
  reasons: readonly ReasonRow[],
): Operation {
  const description = collection.answers.comments(method);
  const requestBody = requestBodyOf(route, collection);
  return {
    operationId: route.operationId,
    tags: [tagOf(method)],
    summary: firstSentence(description),
    description,
    ...accessOf(route),
    parameters: parametersOf(route, collection.inputs),
    ...(requestBody && { requestBody }),
    responses: { ...successesOf(route, collection), ...errorsOf(route, description, reasons) },
  };
}

/** The name of a method's service as a heading: `ApiKeysService` is `API keys`. */
export function tagOf({ parent }: DescMethod): string {
  const words = parent.name.replace(/Service$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return `${words.charAt(0)}${words.slice(1).toLowerCase()}`.replace(/^Api\b/, 'API');
}

function accessOf({ access }: Route): Partial<Operation> {
  if (access.public) return { security: [] };
  return {
    'x-scopes': access.anyOf,
    ...(access.roles.length > 0 && { 'x-roles': access.roles }),
    ...(access.minimumPlan && { 'x-minimum-plan': access.minimumPlan }),
    ...(access.feature && { 'x-feature': access.feature }),
  };
}

function firstSentence(text: string): string {
  return /^.*?[^.](?=\.(\s|$))/s.exec(text)?.[0] ?? text;
}
