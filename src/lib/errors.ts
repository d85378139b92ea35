/**
 * The thrown errors. A peer's mistake is a value (`Fault`), never one of these; the world's mistake is a HostError.
 * Leaves out codes: nothing may match on a message. Source: DESIGN house rules.
 */

/** The caller of our interface did what it does not allow. Thrown at once, says what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** We are wrong ourselves. Thrown by `assert`, caught by the mains only. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** The world refused: a port, a file, a process. Thrown by src/host and the mains only; the sentence names the operation and its object. */
export class HostError extends Error {
  override readonly name = 'HostError';
}
