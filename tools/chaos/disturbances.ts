/** A part that was made to fail, and how. */
export interface Fault {
  part: string;
  how: 'killed' | 'paused' | 'restarted';
}

/** What has been disturbed, and when. */
export interface Disturbances {
  /** Notes that a fault begins; the function that it gives notes that all is well again. */
  begin(fault: Fault): () => void;
  /** Whether a gateway may have been away at any time since then. */
  gatewayAwaySince(at: number): boolean;
  /** How many counters, each with the whole limit, may have counted the calls of a key since that time. */
  countersSince(at: number): number;
}

/** After this time gateways count together again. */
const settledMs = 5000;

/** Keeps the faults of a run. */
export function createDisturbances(): Disturbances {
  const all: (Fault & { until: number })[] = [];
  const since = (at: number) => all.filter(({ until }) => until >= at);
  const isGateway = ({ part }: Fault) => part.startsWith('gateway');
  return {
    begin(fault) {
      const noted = { ...fault, until: Infinity };
      all.push(noted);
      return () => (noted.until = Date.now() + settledMs);
    },
    gatewayAwaySince: (at) => since(at).some(isGateway),
    countersSince(at) {
      const then = since(at);
      const redis = then.filter(({ part }) => part === 'redis');
      const gateways = then.filter(isGateway);
      const killed = (faults: Fault[]) => faults.filter(({ how }) => how !== 'paused').length;
      // Redis counts; while it is away, or does not answer in time, the gateways do, with a share each.
      if (redis.length === 0) return gateways.length === 0 ? 1 : 2;
      // Who is killed forgets its counts.
      return 2 + killed(redis) + killed(gateways);
    },
  };
}
