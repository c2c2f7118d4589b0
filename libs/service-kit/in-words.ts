import { redactShapes } from './logger';

/** A fault in words, for people: its message and those of its causes, without credentials. */
export function inWords(error: unknown): string {
  const messages = new Set<string>();
  const chain = new Set<unknown>();
  for (let fault = error; fault !== undefined && !chain.has(fault); fault = (fault as Error | null)?.cause) {
    chain.add(fault);
    messages.add(fault instanceof Error ? fault.message : String(fault));
  }
  const [first, ...causes] = messages;
  return redactShapes(causes.length === 0 ? `${first}` : `${first} (${causes.join('; ')})`);
}
