import type { Principal } from '@fileonion/contract/api';
import { CreateShareRequest, SharesServiceService } from '@fileonion/contract/shares';
import { aPrincipal, serviceUnderTest, testConfig, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { start } from '../start';
import { startGrantsStub } from './stub-requests';

/** The shares service over real gRPC and MongoDB, with a stub of the requests service and the in-process bus. */
export async function startShares() {
  const requests = await startGrantsStub();
  const config = { ...testConfig(), REQUESTS_ADDRESS: requests.address, PUBLIC_URL: 'https://api.example.com' };
  const service = await serviceUnderTest({ app: 'shares', config, start, neighbour: requests });
  const anyone = service.as(SharesServiceService);

  return {
    ...service,
    requests,
    /** A caller with the calls they make. */
    aCaller(parts: Partial<Principal> = {}) {
      const principal = aPrincipal(parts);
      const calls = service.as(SharesServiceService, principal);
      const share = (fields: Parameters<typeof CreateShareRequest.fromPartial>[0], options?: CallOptions) =>
        calls.createShare(CreateShareRequest.fromPartial(fields), options);
      const aLink = async (fields: Parameters<typeof CreateShareRequest.fromPartial>[0] = {}) => {
        const request = requests.aRequest();
        const { share: made } = await share({ type: 'LINK', resourceId: request.id, ...fields });
        return { request, share: made!, token: made!.link!.token! };
      };
      return { principal, calls, share, aLink };
    },
    /** Opens a link as anyone would. */
    open: async (token: string, { password = '', ...options }: CallOptions & { password?: string } = {}) =>
      (await anyone.resolveLink({ token, password }, options)).shared!,
    /** Stores a link again and again, under other ids and tokens. */
    async copyLink(id: string, times: number) {
      const links = service.connection.collection<{ _id: string }>('links');
      const row = await links.findOne({ _id: id });
      await links.insertMany(Array.from({ length: times }, () => ({ ...row, _id: uuidv7(), tokenHash: uuidv7() })));
    },
  };
}

export type SharesUnderTest = Awaited<ReturnType<typeof startShares>>;
