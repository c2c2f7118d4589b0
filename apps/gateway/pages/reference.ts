import { openapi } from '@fileonion/contract/openapi';
import { html, inline, jsonBlock, prose, type Html } from './html';
import { layout } from './layout';
import { fieldTable, parameterTable } from './schema-table';

type Operation = (typeof openapi)['paths'][string][string];

interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

/** Every route, by subject: what it needs, takes and answers. */
export function referencePage(): string {
  const subjects = openapi.tags.map((tag) => ({ ...tag, entries: entriesOf(tag.name) }));
  const contents = subjects.map(
    ({ name, entries }) =>
      html`<a href="#${anchorOf(name)}">${name}</a>
        <ul>
          ${entries.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}
        </ul>`,
  );
  const sections = subjects.map(
    ({ name, description, entries }) =>
      html`<section>
        <h2 id="${anchorOf(name)}">${name}</h2>
        ${prose(description)}${entries.map(article)}
      </section>`,
  );
  const headers = html`<h2 id="headers">Headers</h2>
    ${parameterTable(Object.values(openapi.components.parameters))}`;
  return layout('Reference', html`${contents}`, html`${prose(openapi.info.description)}${headers}${sections}`);
}

function entriesOf(tag: string): Entry[] {
  return Object.entries(openapi.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function article({ method, path, operation }: Entry): Html {
  const { operationId, description, requestBody } = operation;
  return html`<article id="${operationId}">
    <h3>
      <a href="#${operationId}"><span class="method">${method}</span> ${path}</a>
    </h3>
    ${prose(description)}
    <p class="gates">${inline(gatesOf(operation))}</p>
    ${parametersSection(operation)}
    ${requestBody && contentSection('Body', '', requestBody.content['application/json'])} ${answersSection(operation)}
  </article>`;
}

/** Headers that many routes have are explained once, at the top. */
function parametersSection({ parameters }: Operation): Html {
  const own = parameters.filter((parameter) => 'name' in parameter);
  const shared = parameters.flatMap((parameter) =>
    '$ref' in parameter ? [component('parameters', parameter.$ref).name] : [],
  );
  return html`${
      own.length > 0
        ? html`<h4>Parameters</h4>
            ${parameterTable(own)}`
        : undefined
    }
    <p class="gates">Headers: ${shared.map((name) => html`<a href="#headers"><code>${name}</code></a>`)}</p>`;
}

/** Successes are shown in full; refusals are alike everywhere. */
function answersSection({ responses }: Operation): Html {
  const all = Object.entries(responses).map(([status, response]) => {
    const answer = '$ref' in response ? { ...component('responses', response.$ref), ...described(response) } : response;
    return { status, success: status.startsWith('2'), ...answer };
  });
  const successes = all.filter(({ success }) => success);
  const refusals = all.filter(({ success }) => !success);
  return html`${successes.map(({ status, description, content }) => contentSection(status, description, content['application/json']))}
    <details>
      <summary>Refusals: ${refusals.map(({ status }) => status).join(', ')}</summary>
      ${refusals.map(
        ({ status, description }) =>
          html`<h5>${status}</h5>
            ${prose(description)}`,
      )}
    </details>`;
}

function contentSection(title: string, text: string, { schema, example }: { schema: object; example?: unknown }): Html {
  return html`<h4>${title}</h4>
    ${text === '' ? undefined : prose(text)} ${fieldTable(schema)}
    ${example === undefined ? undefined : jsonBlock(example)}`;
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

type Components = (typeof openapi)['components'];

function component<Kind extends 'parameters' | 'responses'>(kind: Kind, ref: string): Components[Kind][string] {
  const found = openapi.components[kind][ref.split('/').at(-1) as string];
  if (!found) throw new Error(`The OpenAPI document lacks ${ref}`);
  return found as Components[Kind][string];
}

/** A text beside a reference comes before that of what it points to. */
function described({ description }: { description?: string }): { description?: string } {
  return description === undefined ? {} : { description };
}
