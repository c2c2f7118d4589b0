import { openapi } from '@fileonion/contract/openapi';
import { html, inline, jsonBlock, prose, type Html } from './html';
import { layout } from './layout';
import { fieldTable, parameterTable } from './schema-table';

type Operation = (typeof openapi)['paths'][string][string];
type Parameter = (typeof openapi)['components']['parameters'][string];
type Answer = (typeof openapi)['components']['responses'][string];

interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

/** Every route, by subject: what it needs, takes and answers. */
export function referencePage(): string {
  const subjects = openapi.tags.map((tag) => ({ ...tag, entries: entriesOf(tag.name) }));
  const contents = subjects.map(
    ({ name, entries }) => html`<a href="#${anchorOf(name)}">${name}</a>
      <ul>${entries.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul>`,
  );
  const sections = subjects.map(
    ({ name, description, entries }) => html`<section>
      <h2 id="${anchorOf(name)}">${name}</h2>
      ${prose(description)}${entries.map(article)}
    </section>`,
  );
  return layout('Reference', html`${contents}`, html`${prose(openapi.info.description)}${sections}`);
}

function entriesOf(tag: string): Entry[] {
  return Object.entries(openapi.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function article({ method, path, operation }: Entry): Html {
  const { operationId, description, requestBody, responses } = operation;
  return html`<article id="${operationId}">
    <h3><a href="#${operationId}"><span class="method">${method}</span> ${path}</a></h3>
    ${prose(description)}
    <p class="gates">${inline(gatesOf(operation))}</p>
    <h4>Parameters</h4>
    ${parameterTable(operation.parameters.map((parameter) => resolve<Parameter>(parameter)))}
    ${requestBody && bodySection(requestBody.content['application/json'])}
    <h4>Answers</h4>
    ${Object.entries(responses).map(([status, answer]) => answerSection(status, resolve<Answer>(answer)))}
  </article>`;
}

function bodySection({ schema, example }: { schema: object; example?: unknown }): Html {
  return html`<h4>Body</h4>
    ${fieldTable(schema)} ${example === undefined ? undefined : jsonBlock(example)}`;
}

/** Successes are shown in full; refusals are alike everywhere. */
function answerSection(status: string, { description, content }: Answer): Html {
  const summary = html`<strong>${status}</strong>`;
  if (!status.startsWith('2')) return html`<details><summary>${summary}</summary>${prose(description)}</details>`;
  const { schema, example } = content['application/json'];
  return html`<p>${summary} ${inline(description)}</p>
    ${fieldTable(schema)} ${example === undefined ? undefined : jsonBlock(example)}`;
}

function gatesOf(operation: Operation): string {
  if (operation.security?.length === 0) return 'Needs no credentials.';
  const { 'x-scopes': scopes, 'x-roles': roles, 'x-minimum-plan': plan, 'x-feature': feature } = operation;
  return [
    scopes?.length ? `Scope: ${names(scopes)}.` : 'Scope: any.',
    roles?.length ? `Role: ${names(roles)}.` : '',
    plan ? `Plan: at least \`${plan}\`.` : '',
    feature ? `Feature: \`${feature}\`.` : '',
  ].join(' ');
}

function names(list: string[]): string {
  return list.map((name) => `\`${name}\``).join(' or ');
}

function anchorOf(tag: string): string {
  return tag.toLowerCase().replaceAll(' ', '-');
}

/** The component that a reference points to; a text beside the reference comes first. */
function resolve<T extends object>(value: T | { $ref: string; description?: string }): T {
  if (!('$ref' in value)) return value;
  const [, , kind, name] = value.$ref.split('/') as [string, string, 'parameters' | 'responses', string];
  const { $ref: _, ...rest } = value;
  return { ...openapi.components[kind][name], ...rest } as T;
}
