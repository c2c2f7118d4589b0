import type { Credential } from './credentials';
import type { Arrival, Loaded } from './loaded-principal';

/** A load that has been sent. */
interface Load {
  /** Monotonic milliseconds before it was sent. */
  since: number;
  result: Promise<Loaded>;
}

/** At most one load per credential at a time; whoever comes meanwhile shares it. */
export interface SharedLoads {
  /** What the load that is under way brings, or a new one. A refusal is only believed if it came after the arrival. */
  candidate(credential: Credential, arrival: Arrival): Promise<Loaded>;
  /** What a load brings that began after the arrival. */
  loadedAfter(arrival: Arrival, credential: Credential): Promise<Loaded>;
}

/** Shares the loads that `send` sends. */
export function shareLoads(
  send: (credential: Credential, arrival: Arrival, since: number) => Promise<Loaded>,
  now: () => number,
): SharedLoads {
  const running = new Map<string, Load>();

  function latest(credential: Credential, arrival: Arrival): Load {
    const known = running.get(credential.id);
    if (known) return known;
    const since = now();
    const load = { since, result: send(credential, arrival, since).finally(() => running.delete(credential.id)) };
    running.set(credential.id, load);
    return load;
  }

  async function loadedAfter(arrival: Arrival, credential: Credential): Promise<Loaded> {
    const load = latest(credential, arrival);
    if (load.since >= arrival.arrivedAt) return load.result;
    await load.result.catch(() => undefined);
    // Whatever runs now began after that one had ended, and so after the arrival.
    return latest(credential, arrival).result;
  }

  return {
    candidate(credential, arrival) {
      const { since, result } = latest(credential, arrival);
      // A refusal may be out of date as well, such as that of a key that has just been enabled.
      return since >= arrival.arrivedAt ? result : result.catch(() => loadedAfter(arrival, credential));
    },
    loadedAfter,
  };
}
