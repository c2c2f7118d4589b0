/** What the load makes: where it is, and the field that the load changes. */
export const kinds = {
  team: { path: '/api/v2/teams', field: 'name' },
  client: { path: '/api/v2/clients', field: 'name' },
  request: { path: '/api/v2/requests', field: 'title' },
  api_key: { path: '/api/v2/api-keys', field: 'name' },
} as const;

/** One of what the load makes. */
export type Kind = keyof typeof kinds;

/** A resource as acknowledged answers have left it. */
export interface Entry {
  kind: Kind;
  id: string;
  /** The value of the field that is changed. */
  value: string;
  deleted: boolean;
}

/** An event that a receiver got. */
export interface ReceivedEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/** Keeps what was acknowledged, and so which events there have to be. */
export interface Ledger {
  entries: Map<string, Entry>;
  /** Each effect, as `effectOf` names it. */
  effects: Set<string>;
  created(kind: Kind, id: string, value: string): Entry;
  updated(entry: Entry, value: string): void;
  deleted(entry: Entry): void;
  revoked(entry: Entry): void;
}

/** Begins all values of the load. */
export const mark = 'chaos';

/** A ledger without entries. */
export function createLedger(): Ledger {
  const entries = new Map<string, Entry>();
  const effects = new Set<string>();
  return {
    entries,
    effects,
    created(kind, id, value) {
      const entry = { kind, id, value, deleted: false };
      entries.set(id, entry);
      effects.add(`${kind}.created ${id} ${value}`);
      return entry;
    },
    updated(entry, value) {
      entry.value = value;
      effects.add(`${entry.kind}.updated ${entry.id} ${value}`);
    },
    deleted(entry) {
      entry.deleted = true;
      effects.add(`${entry.kind}.deleted ${entry.id} ${entry.value}`);
    },
    revoked(entry) {
      effects.add(`${entry.kind}.revoked ${entry.id} ${entry.value}`);
    },
  };
}

/** The effect that an event tells of. */
function effectOf({ type, data }: ReceivedEvent): string {
  const kind = kinds[type.split('.')[0] as Kind];
  return `${type} ${data['id']} ${kind && data[kind.field]}`;
}

/** How events compare with what was acknowledged. */
export interface Comparison {
  /** Acknowledged, without an event. */
  missing: string[];
  /** Events of what nobody did. */
  invented: string[];
  /** Effects that happened more than once: events with different ids. */
  doubled: string[];
  /** Events that came again with the same id, which receivers may get. */
  repeats: number;
}

/** Compares what a receiver got with what was acknowledged. */
export function compare(effects: Set<string>, events: ReceivedEvent[]): Comparison {
  const ids = new Map<string, Set<string>>();
  for (const event of events) ids.set(effectOf(event), (ids.get(effectOf(event)) ?? new Set()).add(event.id));
  const told = [...ids.keys()];
  return {
    missing: [...effects].filter((effect) => !ids.has(effect)),
    invented: told.filter((effect) => !effects.has(effect)),
    doubled: told.filter((effect) => ids.get(effect)!.size > 1),
    repeats: events.length - new Set(events.map(({ id }) => id)).size,
  };
}
