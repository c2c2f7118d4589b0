import { eventSample, eventSchema, eventTypes } from '@fileonion/contract';
import { EventTypeDescription, EventTypesServiceService } from '@fileonion/contract/webhooks';
import type { PageOfSources, SourceQuery } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';

/** Serves event types. */
export function eventTypeService(pageOfSources: PageOfSources): RpcService {
  // Types never end; their places in the list stand for the times at which they came.
  const catalogue = eventTypes.map((type, place) => ({
    id: type.name,
    description: type.description,
    createdAt: new Date(place),
  }));
  return rpcService(EventTypesServiceService, {
    async listEventTypes(ctx, request) {
      const read = async ({ behind, limit }: SourceQuery) =>
        catalogue.filter(({ createdAt }) => !behind || createdAt > behind.at).slice(0, limit);
      const { rows, page } = await pageOfSources(ctx, { request, default: 'createdAt', read });
      return { eventTypes: rows.map(({ id, description }) => described(id, description)), page };
    },
  });
}

function described(name: string, description: string): EventTypeDescription {
  return { id: name, name, description, schema: eventSchema(name), sample: eventSample(name) };
}
