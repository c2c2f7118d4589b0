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

const mostKept = 1000;
// For so long settings are taken for the present ones, in processes that did not change them.
const freshMs = 1000;

export function createTargetSettings({ senders, deliveries, now }: SettingsParts): TargetSettings {
  const known = new LRUCache<string, PreparedTarget>({ max: mostKept, ttl: freshMs });
  return {
    async of(target) {
      const fresh = known.get(target._id);
      if (fresh) return fresh;
      const readAt = new Date();
      const prepared = await senders[target.kind].prepare(target);
      if (prepared) known.set(target._id, prepared);
      else await deliveries.giveUp(target, readAt, now());
      return prepared;
    },
    forget: (targetId) => void known.delete(targetId),
  };
}
