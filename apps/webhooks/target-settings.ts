import { LRUCache } from 'lru-cache';
import type { DeliveryRepository } from './delivery-repository';
import type { PreparedTarget, Senders } from './sender';
import type { TargetRow } from './target';

/** What the present settings are read with. */
interface SettingsParts {
  senders: Senders;
  deliveries: Pick<DeliveryRepository, 'giveUp'>;
  now: () => Date;
}

/** The present settings of targets. */
export interface TargetSettings {
  /** Undefined where the target is switched off: what was queued for it until then has ended. */
  of(target: TargetRow): Promise<PreparedTarget | undefined>;
  /** Reads a target's settings anew the next time. */
  forget(targetId: string): void;
}

interface Read {
  /** When it began, by the clock that queued deliveries are told apart by. */
  at: Date;
  prepared: Promise<PreparedTarget | undefined>;
}

const mostKept = 1000;
// For so long settings are taken for the present ones, in processes that did not change them.
const freshMs = 1000;

export function createTargetSettings({ senders, deliveries, now }: SettingsParts): TargetSettings {
  const reads = new LRUCache<string, Read>({ max: mostKept, ttl: freshMs });

  /** Kept from its beginning, so that what changes during a read is read again. Only a target that is on stays known. */
  function read(target: TargetRow): Read {
    const reading = { at: new Date(), prepared: senders[target.kind].prepare(target) };
    const forget = () => reads.get(target._id) === reading && reads.delete(target._id);
    reads.set(target._id, reading);
    reading.prepared.then((prepared) => prepared ?? forget(), forget);
    return reading;
  }

  return {
    async of(target) {
      const reading = reads.get(target._id) ?? read(target);
      const prepared = await reading.prepared;
      if (!prepared) await deliveries.giveUp(target, reading.at, now());
      return prepared;
    },
    forget: (targetId) => void reads.delete(targetId),
  };
}
