import { Feature } from '@fileonion/contract/api';
import { Me, MeServiceService, type MyApiKey, type MyOrganization } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import type { ApiKeyRepository } from './api-key-repository';
import { findCaller, type CompleteCaller, type Directory } from './directory';

interface Parts {
  keys: ApiKeyRepository;
  directory: Directory;
}

/** Serves the caller's own identity. */
export function meService({ keys, directory }: Parts): RpcService {
  return rpcService(MeServiceService, {
    async getMe(ctx) {
      const { organizationId, userId } = ctx.principal;
      const [caller, apiKey] = await Promise.all([
        findCaller(directory, ctx, organizationId, userId),
        myApiKey(keys, ctx),
      ]);
      // Removed or deleted since the gateway looked.
      if (!caller) throw new AppError('invalid_credentials');
      return { me: Me.fromPartial({ organization: organizationOf(caller), user: caller.user, apiKey }) };
    },
  });
}

async function myApiKey(keys: ApiKeyRepository, ctx: RequestContext): Promise<MyApiKey | undefined> {
  const { organizationId, apiKey } = ctx.principal;
  if (!apiKey) return undefined;
  const row = await keys.find(organizationId, apiKey.id);
  if (!row) throw new AppError('invalid_credentials');
  return { id: row._id, name: row.name, scopes: row.scopes };
}

function organizationOf({
  organizationId: id,
  organizationName: name,
  plan,
  features,
}: CompleteCaller): MyOrganization {
  const on = {
    teams: features.includes(Feature.TEAMS),
    resourceVisibility: features.includes(Feature.RESOURCE_VISIBILITY),
  };
  return { id, name, plan, features: on };
}
