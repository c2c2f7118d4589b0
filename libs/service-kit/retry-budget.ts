// Second tries are at most a tenth of all calls, after a small allowance: a service that is down is not hit twice as hard.
const most = 10;
const earnedByCall = 0.1;

/** Says whether a second try is affordable. */
export interface RetryBudget {
  /** Notes a call. */
  earn(): void;
  /** Takes one try out of the budget; false when there is none left. */
  spend(): boolean;
}

/** A budget for the second tries of one client. */
export function createRetryBudget(): RetryBudget {
  let tokens = most;
  return {
    earn() {
      tokens = Math.min(most, tokens + earnedByCall);
    },
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
