import type { Violation } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import type { RpcCaller } from '@fileonion/service-kit';
import type { TombstoneRepository } from './tombstone-repository';

/** Knows which users and teams the caller's organization has. */
export interface Directory {
  checkReferences(
    ctx: RpcCaller,
    request: { userIds: string[]; teamIds: string[] },
  ): Promise<{ userIds: string[]; teamIds: string[] }>;
}

/** A field of the body that names a user or a team. */
export interface Reference {
  pointer: string;
  kind: 'user' | 'team';
  id: string;
}

/** References, and what existed when they were looked up: `kind id`, for one id may be given for things of both kinds. */
export interface LookedUp {
  references: Reference[];
  existing: Set<string>;
}

/** Checks what bodies refer to. */
export type References = ReturnType<typeof createReferences>;

/**
 * A reference is looked up before the transaction, because that is a call to another service; whether its object has
 * gone since is seen inside, by the tombstone that every deletion leaves.
 */
export function createReferences({ directory, tombstones }: { directory: Directory; tombstones: TombstoneRepository }) {
  return {
    async lookUp(ctx: RpcCaller, references: Reference[]): Promise<LookedUp> {
      if (references.length === 0) return { references, existing: new Set() };
      const idsOf = (kind: Reference['kind']) =>
        references.filter((reference) => reference.kind === kind).map(({ id }) => id);
      const { userIds, teamIds } = await directory.checkReferences(ctx, {
        userIds: idsOf('user'),
        teamIds: idsOf('team'),
      });
      const existing = [
        ...userIds.map((id) => nameOf({ kind: 'user', id })),
        ...teamIds.map((id) => nameOf({ kind: 'team', id })),
      ];
      return { references, existing: new Set(existing) };
    },

    /** What is wrong with the references, seen from within the transaction that stores them. */
    async faults(organizationId: string, tx: Tx, { references, existing }: LookedUp): Promise<Violation[]> {
      const gone = await tombstones.among(
        organizationId,
        tx,
        references.map(({ id }) => id),
      );
      return references
        .filter((reference) => !existing.has(nameOf(reference)) || gone.has(reference.id))
        .map(({ pointer, kind }) => ({ pointer, code: 'not_found', detail: `The organization has no such ${kind}.` }));
    },
  };
}

function nameOf({ kind, id }: Pick<Reference, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
