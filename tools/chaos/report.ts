import { say } from '@fileonion/embedded';
import type { Comparison } from './ledger';
import type { Recovery } from './recovery';
import type { Remains } from './verify';

/** Prints the counts of a run. */
export function report({ calls, ledger, keys, windows, events }: Remains, told: Comparison, recovery: Recovery): void {
  const tally = [...calls.tally].sort().map(([kind, times]) => `${times} × ${kind}`);
  const entries = [...ledger.entries.values()];
  const deleted = entries.filter((entry) => entry.deleted).length;
  const most = Math.max(0, ...windows.map(({ admitted, most }) => admitted / most));
  const exact = windows.filter(({ admitted, most }) => admitted === most).length;
  const times = recovery.eventTimes.map(({ fault, seconds }) => `${fault.part} ${fault.how} ${seconds.toFixed(1)} s`);
  say(`Answers:   ${tally.join(', ')}`);
  say(
    `Writes:    ${ledger.effects.size} acknowledged effects on ${entries.length} resources, ${deleted} of them deleted again`,
  );
  say(
    `Events:    ${events().length} received, ${told.repeats} of them repeats; ${told.missing.length} missing, ${told.invented.length} invented, ${told.doubled.length} effects doubled`,
  );
  if (times.length) say(`Flowing:   next event, later faults included, after ${times.join(', ')}`);
  say(`Revoked:   ${keys.revoked.length} keys, ${keys.refused} calls refused afterwards, ${keys.admitted} admitted`);
  say(
    `Limits:    ${windows.length} windows, ${exact} used up exactly, the fullest at ${Math.round(100 * most)} % of what may pass`,
  );
}
