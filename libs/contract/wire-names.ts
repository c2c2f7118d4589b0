import type { DescEnum, DescEnumValue } from '@bufbuild/protobuf';
import { optionOf } from './options';

/** The JSON names of an enum's values; the zero value has none, it means that nothing is set. */
export interface WireNames {
  numberOf: ReadonlyMap<string, number>;
  nameOf: ReadonlyMap<number, string>;
  all: readonly string[];
}

const known = new WeakMap<DescEnum, WireNames>();

/** `TEAM_ROLE_LEAD` is `lead` in JSON; the option `wire_name` gives names that cannot be made in this way. */
export function wireNamesOf(desc: DescEnum): WireNames {
  const found = known.get(desc);
  if (found) return found;
  const pairs = desc.values
    .filter(({ number }) => number !== 0)
    .map((value) => [wireName(value), value.number] as const);
  const names = {
    numberOf: new Map(pairs),
    nameOf: new Map(pairs.map(([name, number]) => [number, name])),
    all: pairs.map(([name]) => name),
  };
  known.set(desc, names);
  return names;
}

function wireName(value: DescEnumValue): string {
  const own = optionOf<string>(value, 'fileonion.api.v2.wire_name');
  return own ? own.value : value.name.slice(value.parent.sharedPrefix?.length ?? 0).toLowerCase();
}
