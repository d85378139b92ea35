/**
 * What the adapter contract's server needs of the host it stands on: start a machine, command it, crash it, read its files.
 * Implemented by src/host (TCP, real disk, real processes) and by sim/ (all in memory), so that one contract server
 * serves both. Leaves out everything a machine does for itself.
 */
import type { Machine } from '../lib/machine.ts';

/** A machine that runs on a host. After `crash` or `close` nothing more comes from it. */
export interface Hosted<Command> {
  command(command: Command): void;
  /** Ends it at once without goodbyes, as a killed process would; its programs go on running and its folder stays. */
  crash(): void;
  /** Ends it after its sends have left; its folder stays; `done` is called when its connections are closed. */
  close(done: () => void): void;
  /** The content of a file in the machine's folder, or null. */
  read(path: string, done: (data: Uint8Array | null) => void): void;
}

export interface Hosting {
  /** Starts a machine whose folder is the one that `name` had before, if any. */
  start<Command, Event>(
    name: string,
    machine: Machine<Command, Event>,
    onEvent: (event: Event) => void,
  ): Hosted<Command>;
  /** Ends all programs that crashed machines left behind and empties all folders; `done` when nothing is left. */
  forget(done: () => void): void;
}
