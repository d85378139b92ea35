/**
 * The end of our own process: in good order at the first SIGINT, SIGTERM or SIGHUP, at once at the second, and clean also when it crashes.
 * Leaves out what there is to end.
 */
export interface Leaving {
  /** Ends in good order; the process exits when the promise is settled or its bound has passed. */
  inOrder(): Promise<void>;
  /** The last moment: nothing asynchronous happens any more. */
  atOnce(): void;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Watches over the end of the process. `exitCode` is that of an end in good order by a signal, default 128 and the signal's number; a
 * crash prints the error and exits with 5. The returned function stops watching.
 */
export function watchLeaving(leaving: Leaving, boundMs: number, exitCode?: number): () => void {
  let asked = false;
  const leave = (signal: keyof typeof signals): void => {
    const code = exitCode ?? signals[signal];
    if (asked) return process.exit(code);
    asked = true;
    setTimeout(() => process.exit(code), boundMs);
    void leaving.inOrder().finally(() => process.exit(code));
  };
  const crash = (error: unknown): void => {
    process.stderr.write(`wireproof broke: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(5);
  };
  const names = Object.keys(signals) as (keyof typeof signals)[];
  for (const name of names) process.on(name, leave);
  process.on('exit', leaving.atOnce);
  process.on('uncaughtException', crash);
  return () => {
    for (const name of names) process.off(name, leave);
    process.off('exit', leaving.atOnce);
    process.off('uncaughtException', crash);
  };
}
