import { Principal } from '@fileonion/contract/api';
import type { ReportKeyUseRequest } from '@fileonion/contract/keys';
import { silentLogger } from '@fileonion/testing';
import { reportKeyUse } from './key-use';
import type { KeysClient } from './load-principal';

test('the last report tells also what the one before it could not', async () => {
  const told: string[][] = [];
  const reportOf = async (_caller: unknown, { uses }: ReportKeyUseRequest) => {
    told.push(uses.map(({ keyId }) => keyId));
    if (told.length === 1) throw new Error('the keys service is away');
  };
  const keyUse = reportKeyUse({ reportKeyUse: reportOf } as unknown as KeysClient, silentLogger);
  keyUse.note(Principal.fromPartial({ organizationId: 'organization', apiKey: { id: 'key' } }));
  await Promise.all([keyUse.stop(), keyUse.stop()]);
  expect(told).toEqual([['key'], ['key']]);
});
