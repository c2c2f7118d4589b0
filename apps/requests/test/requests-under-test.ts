import { Role, type Principal } from '@fileonion/contract/api';
import { CreateRequestRequest, RequestsServiceService, type Request } from '@fileonion/contract/requests';
import { aPrincipal, serviceUnderTest, testConfig, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { start } from '../start';
import { startDirectory } from './stub-teams';

/** The requests service over real gRPC and MongoDB, with the in-process bus and a directory in which everyone exists. */
export async function startRequests() {
  const directory = await startDirectory();
  const config = { ...testConfig(), TEAMS_ADDRESS: directory.address };
  const service = await serviceUnderTest({ app: 'requests', config, start, neighbour: directory });

  return {
    ...service,
    directory,
    /** Creates a request as its caller. */
    async create(
      caller: Principal,
      fields: Parameters<typeof CreateRequestRequest.fromPartial>[0] = {},
      options?: CallOptions,
    ): Promise<Request> {
      const { request } = await service
        .as(RequestsServiceService, caller)
        .createRequest(CreateRequestRequest.fromPartial({ title: 'Tax return', ...fields }), options);
      return request!;
    },
  };
}

export type RequestsUnderTest = Awaited<ReturnType<typeof startRequests>>;

/** A member of the same organization as another caller. */
export function aColleague({ organizationId, plan, features }: Principal, parts: Partial<Principal> = {}): Principal {
  return aPrincipal({ organizationId, plan, features, role: Role.MEMBER, userId: uuidv7(), ...parts });
}
