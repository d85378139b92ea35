/**
 * The two clocks that a machine sees: one that never goes back, in integer microseconds, and Unix time.
 * Leaves out timers (machine-host.ts has the only one). Source: DESIGN "A protocol is a machine".
 */
export interface Clock {
  /** Integer microseconds since the clock was made; never goes back. */
  nowUs(): number;
  /** Unix time in milliseconds; may go back. */
  wallMs(): number;
}

/** A clock that begins now. */
export function createClock(): Clock {
  const begin = process.hrtime.bigint();
  return {
    nowUs: () => Number((process.hrtime.bigint() - begin) / 1000n),
    wallMs: () => Date.now(),
  };
}
