import type { Principal } from '@fileonion/contract/api';
import {
  GrantsServiceService,
  ListGrantsRequest,
  ListMyGrantsRequest,
  Permission,
  PutGrantRequest,
} from '@fileonion/contract/requests';
import type { CallOptions } from '@fileonion/testing';
import type { RequestsUnderTest } from './requests-under-test';

/** Grants as one caller gives and sees them. */
export function grantsOf(service: RequestsUnderTest, caller: Principal) {
  const grants = service.as(GrantsServiceService, caller);
  return {
    grants,
    put: async (
      requestId: string,
      grantee: { userId?: string; teamId?: string },
      permission: Permission = Permission.VIEW,
      options?: CallOptions,
    ) => (await grants.putGrant(PutGrantRequest.fromPartial({ requestId, ...grantee, permission }), options)).grant!,
    list: async (requestId: string, query: object = {}) =>
      (await grants.listGrants(ListGrantsRequest.fromPartial({ requestId, limit: 100, ...query }))).grants,
    mine: async (query: object = {}) => (await grants.listMyGrants(ListMyGrantsRequest.fromPartial(query))).grants,
    access: (requestId: string) => grants.checkAccess({ requestId }),
    remove: (grantId: string, options?: CallOptions) => grants.deleteGrant({ grantId }, options),
  };
}
