import { eventually, type ApiAnswer } from '@fileonion/testing';

/** How many calls each change is tried with after it has been answered; a longer run sets more. */
export const callsAfterChange = Number(process.env['CALLS_AFTER_CHANGE'] ?? 200);

/** How often each kind of answer came: status, and code of a refusal. */
export type Tally = Record<string, number>;

/** What callers were answered around a change. */
export interface Around {
  /** To calls whose answers came before the change was begun. */
  before: Tally;
  /** To calls that were sent after the change had been answered. */
  after: Tally;
}

const callers = 16;
const callsBeforeChange = 60;

/** Keeps making calls, the number of which `call` gets, while a change is made and for a while after. */
export async function aroundChange(
  call: (index: number) => Promise<ApiAnswer>,
  change: () => Promise<unknown>,
): Promise<Around> {
  const [before, after]: [Tally, Tally] = [{}, {}];
  let phase: 'before' | 'during' | 'after' | 'over' = 'before';
  let sent = 0;
  let sentAfter = 0;

  async function keepCalling(): Promise<void> {
    while (phase !== 'over') {
      if (phase === 'after' && sentAfter++ >= callsAfterChange) return;
      const sentIn = phase;
      const answer = await call(sent++);
      if (sentIn === 'after') count(after, answer);
      else if (phase === 'before') count(before, answer);
    }
  }

  const calling = Promise.all(Array.from({ length: callers }, keepCalling));
  try {
    await Promise.race([calling, eventually(() => expect(total(before)).toBeGreaterThan(callsBeforeChange))]);
    phase = 'during';
    await Promise.race([calling, change()]);
    phase = 'after';
    await calling;
  } finally {
    phase = 'over';
  }
  return { before, after };
}

/** Adds an answer to a tally. */
export function count(tally: Tally, { status, body }: ApiAnswer): void {
  const kind = status < 400 ? String(status) : `${status} ${body?.error?.code}`;
  tally[kind] = (tally[kind] ?? 0) + 1;
}

function total(tally: Tally): number {
  return Object.values(tally).reduce((sum, number) => sum + number, 0);
}
