import { performance } from 'node:perf_hooks';
import type { Principal } from '@fileonion/contract/api';
import { principalKeptMs } from '@fileonion/freshness';
import { LRUCache } from 'lru-cache';
import type { Credential } from './credentials';
import type { Arrival, Loaded } from './loaded-principal';
import { shareLoads } from './shared-loads';

/** Asks the keys service. `epoch` is the organization's before anything was read; undefined while Redis is away. */
export type LoadPrincipal = (
  credential: Credential,
  arrival: Arrival,
) => Promise<{ principal: Principal; epoch: string | undefined }>;

/** Keeps principals for as long as it is certain that nothing about them has changed. */
export interface Principals {
  /** A principal that may be out of date: a kept one, or what a load that is already under way brings. */
  candidate(credential: Credential, arrival: Arrival): Promise<Loaded>;
  /** Whether a candidate is in force, given the epoch that Redis has had at some time after the arrival. */
  inForce(candidate: Loaded, arrival: Arrival, epoch: string | undefined): boolean;
  /** A principal whose load began after the arrival, so that everything answered before is in it. */
  loadedAfter(arrival: Arrival, credential: Credential): Promise<Loaded>;
  /** Forgets everything, what is being loaded included: a Redis that was away may have lost epochs. */
  forget(): void;
}

/** Principals on top of a loader, of which the `most` lately used are kept. Concurrent loads of one credential share one. */
export function createPrincipals(
  load: LoadPrincipal,
  now: () => number = () => performance.now(),
  most = 10_000,
): Principals {
  const kept = new LRUCache<string, Loaded>({ max: most });
  let generation = 0;

  const loads = shareLoads(async (credential, arrival, since) => {
    const sentIn = generation;
    const loaded = { ...(await load(credential, arrival)), since, generation: sentIn };
    if (loaded.epoch !== undefined && isCertain(loaded)) kept.set(credential.id, loaded);
    return loaded;
  }, now);

  function isCertain({ since, generation: sentIn }: Loaded): boolean {
    return now() - since < principalKeptMs && sentIn === generation;
  }

  return {
    async candidate(credential, arrival) {
      const known = kept.get(credential.id);
      return known && isCertain(known) ? known : loads.candidate(credential, arrival);
    },
    inForce(candidate, { arrivedAt }, epoch) {
      if (isOver(candidate.principal)) return false;
      if (candidate.since >= arrivedAt) return true;
      return epoch !== undefined && epoch === candidate.epoch && isCertain(candidate);
    },
    loadedAfter: loads.loadedAfter,
    forget() {
      generation++;
      kept.clear();
    },
  };
}

/** Whether the credential behind a principal has expired meanwhile. */
export function isOver({ notAfter }: Principal): boolean {
  return notAfter !== undefined && notAfter.getTime() <= Date.now();
}
