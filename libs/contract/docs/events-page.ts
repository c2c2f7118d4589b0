import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import type { EventTypeRow } from '../generate/enum-tables';
import { eventBodySample } from '../schema/event-schema';
import { schemaOf } from '../schema/resource-schema';

/** Every event type with what it means and an example of its body, and the JSON Schema of what it is about. */
export function eventsPage(types: readonly EventTypeRow[], registry: FileRegistry): string {
  const resources = [...new Set(types.map(({ resource }) => resource))].map((name) => messageOf(registry, name));
  const sections = [...types.map((type) => typeSection(type, registry)), '# Schemas', ...resources.map(schemaSection)];
  return `${['# Events', preface, ...sections].join('\n\n')}\n`;
}

const preface =
  'Generated from `proto/` by `npm run docs`. Webhooks send these bodies. `data` is the resource as a GET showed it when ' +
  'the event happened; `previous` holds the changed fields as they were. Receivers drop duplicates by `id`.';

function typeSection(type: EventTypeRow, registry: FileRegistry): string {
  const resource = messageOf(registry, type.resource);
  const link = `\`data\` is [${resource.name}](#${resource.name.toLowerCase()}).`;
  return [`## ${type.name}`, `${type.description} ${link}`, json(eventBodySample(type, resource))].join('\n\n');
}

function schemaSection(resource: DescMessage): string {
  return [`## ${resource.name}`, json(schemaOf(resource))].join('\n\n');
}

function messageOf(registry: FileRegistry, name: string): DescMessage {
  const message = registry.getMessage(name);
  if (!message) throw new Error(`An event type names the message ${name}, which is not there`);
  return message;
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
