// A service falls slowly and rises a little faster.
const failuresToFall = 3;
const successesToRise = 2;

/** A state that one contrary observation does not turn. */
export interface Hysteresis {
  readonly ready: boolean;
  /** How many observations in a row contradict the state. */
  readonly contrary: number;
}

/** The state after another observation. */
export function observe(state: Hysteresis, passed: boolean): Hysteresis {
  if (passed === state.ready) return { ready: state.ready, contrary: 0 };
  const contrary = state.contrary + 1;
  const turns = contrary >= (state.ready ? failuresToFall : successesToRise);
  return turns ? { ready: passed, contrary: 0 } : { ready: state.ready, contrary };
}
