import { Visibility } from '@fileonion/contract/requests';
import type { Tx } from '@fileonion/mongo';
import type { GrantRow } from './grant';
import type { GrantRepository } from './grant-repository';
import type { GrantWriter } from './grant-writer';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import { withStage } from './stage-names';
import type { StageRepository } from './stage-repository';
import type { Departed } from './tombstone-repository';

interface Parts {
  requests: RequestRepository;
  writer: RequestWriter;
  grants: GrantRepository;
  grantWriter: GrantWriter;
  stages: StageRepository;
}

const fields = { user: 'assigneeUserId', team: 'assigneeTeamId', client: 'clientId' } as const;

/** Finds what names something that is gone, and takes the name out. */
export function createDepartureTraces({ requests, writer, grants, grantWriter, stages }: Parts) {
  return {
    /** Ids of some requests that name it. */
    requestsNaming({ organizationId, kind, departedId }: Departed, limit: number, tx?: Tx): Promise<string[]> {
      return requests.naming(organizationId, fields[kind], departedId, limit, tx);
    },

    /** Some of its grants. */
    async grantsOf({ organizationId, kind, departedId }: Departed, limit: number): Promise<GrantRow[]> {
      return kind === 'client' ? [] : grants.ofGrantee(organizationId, departedId, limit);
    },

    /**
     * Takes the name out of a request. What was visible to the members of a team that is gone becomes `shared`: nobody gains
     * sight.
     *
     * @returns how large the request is, in bytes, about
     */
    async forget(tx: Tx, { organizationId, kind, departedId }: Departed, requestId: string): Promise<number> {
      const before = await requests.find(organizationId, requestId, tx);
      if (before?.[fields[kind]] !== departedId) return 0;
      const orphaned = kind === 'team' && before.visibility === Visibility.TEAM;
      const visibility = orphaned ? Visibility.SHARED : before.visibility;
      const names = await withStage(stages, [], tx, before);
      await writer.change(tx, before, { ...before, [fields[kind]]: undefined, visibility }, names);
      return JSON.stringify(before).length;
    },

    async revoke(tx: Tx, { organizationId, _id, requestId }: GrantRow): Promise<void> {
      const grant = await grants.find(organizationId, _id, tx);
      const request = await requests.find(organizationId, requestId, tx);
      if (grant && request) await grantWriter.remove(tx, request, grant);
    },
  };
}
