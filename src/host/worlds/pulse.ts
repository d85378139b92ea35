/**
 * "Something happened": the one bell that links, listeners and the subject ring and that waits listen to, and the scenario's clock.
 * Leaves out what happened; who waits looks for itself. Source: DESIGN "every wait has a named event and a deadline".
 */

import { createClock } from '../clock.ts';

export interface Pulse {
  ring(): void;
  /** Calls `listener` at every ring until the returned function is called. */
  listen(listener: () => void): () => void;
}

/** What the parts of one scenario's world share. */
export interface Scene {
  readonly pulse: Pulse;
  /** Integer microseconds since the scenario began; never goes back. */
  nowUs(): number;
  /** Unix time in milliseconds; may go back. */
  wallMs(): number;
}

/** A bell without memory. */
export function createPulse(): Pulse {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of [...listeners]) listener();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A scene whose clock starts now. */
export function createScene(): Scene {
  return { pulse: createPulse(), ...createClock() };
}
