import { eventTypes } from '@fileonion/contract';
import type { Violation } from '@fileonion/errors';

const names = eventTypes.map(({ name }) => name);
const known = new Set(names.flatMap(patternsFor));

/** The patterns that name an event type: `request.item.submitted`, `request.item.*`, `request.*` and `*`. */
export function patternsFor(name: string): string[] {
  const parts = name.split('.');
  const wildcards = parts.map((_, length) => [...parts.slice(0, length), '*'].join('.'));
  return [name, ...wildcards];
}

/** The event types that some of these patterns name. */
export function namesOf(patterns: string[]): string[] {
  return names.filter((name) => patternsFor(name).some((pattern) => patterns.includes(pattern)));
}

/** What is wrong with the patterns of a subscription. */
export function faultsOfPatterns(patterns: string[]): Violation[] {
  return patterns.flatMap((pattern, index) => {
    if (known.has(pattern)) return [];
    const detail = 'Must be the name of an event type, such as request.created, or a wildcard, such as request.* or *.';
    return [{ pointer: `/events/${index}`, code: 'invalid_value', detail }];
  });
}
