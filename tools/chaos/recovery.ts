import { until } from '@fileonion/testing';
import type { Calls } from './calls';
import type { Fault } from './disturbances';
import { kinds, type Entry } from './ledger';
import type { Writer } from './write-load';

/** Looks whether the system is well. */
export interface Recovery {
  /** Waits until every service answers through every gateway and a write is served; false when it is not within a minute. */
  wait(fault: Fault): Promise<boolean>;
  /** How long events took to flow again after each fault, when they did. */
  eventTimes: { fault: Fault; seconds: number }[];
}

// One read of each service.
const reads = [
  '/api/v2/api-keys',
  '/api/v2/teams',
  '/api/v2/requests',
  '/api/v2/shares/shared-with-me',
  '/api/v2/webhooks',
];

/** Uses a resource of its own for writes; `received` says whether an event with a value has arrived. */
export function createRecovery(
  { calls, writer, gateways }: { calls: Calls; writer: Writer; gateways: number },
  probe: Entry,
  received: (value: string) => boolean,
): Recovery {
  const eventTimes: Recovery['eventTimes'] = [];
  return {
    eventTimes,
    async wait(fault) {
      const begun = Date.now();
      if (!(await until(everyoneAnswers, 60_000))) return false;
      await writer.update(probe);
      const { value } = probe;
      void until(() => received(value), 120_000).then((arrived) => {
        if (arrived) eventTimes.push({ fault, seconds: (Date.now() - begun) / 1000 });
      });
      return true;
    },
  };

  async function everyoneAnswers(): Promise<boolean> {
    for (let gateway = 0; gateway < gateways; gateway++) {
      const probes = [...reads, `${kinds[probe.kind].path}/${probe.id}`];
      const answers = await Promise.all(probes.map((path) => calls.once({ method: 'GET', path }, gateway)));
      if (answers.some((answer) => answer?.status !== 200)) return false;
    }
    return true;
  }
}
