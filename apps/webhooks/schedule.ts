const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const jitter = 0.1;
const longestRetryAfterMs = 24 * units.h;

/** The delays between a delivery's attempts, in milliseconds. */
export type RetrySchedule = number[];

/** Reads a schedule such as `5s,5m,2h`. @throws where it is none. */
export function parseSchedule(text: string): RetrySchedule {
  return text.split(',').map((part) => {
    const [, amount, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(part.trim()) ?? [];
    if (!amount || !unit) throw new Error(`${JSON.stringify(part)} is no time such as 500ms, 5s, 5m or 2h`);
    return Number(amount) * units[unit as keyof typeof units];
  });
}

/** A delay, up to a tenth shorter or longer, so that what failed together does not come back together. */
export function withJitter(delayMs: number, random: () => number): number {
  return Math.round(delayMs * (1 - jitter + 2 * jitter * random()));
}

/** What a `Retry-After` header asks for in milliseconds, at most a day; undefined where it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, longestRetryAfterMs) : undefined;
}
