import {
  OrganizationServiceService,
  type Organization,
  type UpdateOrganizationRequest,
  type UpdateOrganizationResponse,
} from '@fileonion/contract/teams';
import type { FreshUnitOfWork } from '@fileonion/freshness';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { changesOfOrganization, toOrganization, type OrganizationRow } from './organization';
import type { OrganizationRepository } from './organization-repository';

interface Parts {
  unitOfWork: FreshUnitOfWork<Tx>;
  organizations: OrganizationRepository;
}

/** Serves the caller's organization. */
export function organizationService(parts: Parts): RpcService {
  return rpcService(OrganizationServiceService, {
    async getOrganization(ctx) {
      const { organizationId } = ctx.principal;
      return { organization: shown(ctx, await parts.organizations.get(organizationId, organizationId)) };
    },

    updateOrganization: (ctx, request) => parts.unitOfWork(ctx, (tx) => update(parts, tx, request)),
  });
}

async function update(
  { organizations }: Parts,
  tx: Tx,
  request: UpdateOrganizationRequest,
): Promise<UpdateOrganizationResponse> {
  const { organizationId } = tx.ctx.principal;
  const before = await organizations.get(organizationId, organizationId, tx);
  checkIfMatch(tx.ctx, before.version);
  const changes = changesOfOrganization(before, request);
  const after = changes ? await organizations.change(organizationId, tx, organizationId, changes) : before;
  return { organization: shown(tx.ctx, after) };
}

function shown(ctx: RequestContext, organization: OrganizationRow): Organization {
  ctx.reply.etag = etagOf(organization.version);
  return toOrganization(organization);
}
