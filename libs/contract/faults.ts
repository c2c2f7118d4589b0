import type { FaultCode } from './fault-codes';

/** One fault of a request, by the place where it is. */
export interface Violation {
  /** RFC 6901 pointer into the body. */
  pointer?: string;
  /** Name of the query parameter or header. */
  parameter?: string;
  /** Stable, snake_case kind of the fault. */
  code: FaultCode;
  /** What is wrong and what would be right. */
  detail: string;
}

/** More faults than these help nobody, and a large body could hold hundreds of thousands. */
const maxFaults = 100;

/** Collects the faults of one part of a request, by pointers into its JSON. */
export class Faults {
  readonly list: { pointer: string; code: FaultCode; detail: string }[] = [];
  readonly #unreadable: string[] = [];

  /** Notes a value that cannot be read. */
  add(pointer: string, code: FaultCode, detail: string): void {
    this.note(pointer, code, detail);
    if (this.#unreadable.length < maxFaults) this.#unreadable.push(pointer);
  }

  /** Notes a fault that leaves every value readable: a broken rule, a name too many. */
  note(pointer: string, code: FaultCode, detail: string): void {
    if (!this.isFull) this.list.push({ pointer, code, detail });
  }

  /** Whether nothing more is noted. */
  get isFull(): boolean {
    return this.list.length >= maxFaults;
  }

  /** Whether a value could not be read, in part or as part of a larger one, so that rules about it mean nothing. */
  isUnreadable(pointer: string): boolean {
    return this.#unreadable.some((place) => place === pointer || isWithin(place, pointer) || isWithin(pointer, place));
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}/`);
}

/** A pointer to a member of what `pointer` points to. */
export function member(pointer: string, name: string): string {
  return `${pointer}/${name.includes('~') || name.includes('/') ? escapeToken(name) : name}`;
}

/** The name that the first token of a pointer stands for. */
export function firstMember(pointer: string): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
