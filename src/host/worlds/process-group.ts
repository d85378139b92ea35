/**
 * A child process in a group of its own that can be ended with everything that it started, also what left its group: every process
 * inherits a mark in its environment, and on Linux the mark is looked for in /proc. While a group lives, our own end (exit, SIGINT,
 * SIGTERM, SIGHUP) ends it first. Leaves out what is said to the process (adapter-process.ts).
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { SubjectBroke } from '../../check/world.ts';
import { markedProcesses } from '../process-table.ts';

export interface ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Sends a signal to the whole group; nothing happens where it is gone. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL to the group and to everything that carries its mark. */
  destroy(): void;
  /** To be called when the process is gone and destroyed: our own end need not care for it any more. */
  release(): void;
}

/** Name of the environment variable that marks the processes of a group. */
export const markName = 'WIREPROOF_INSTANCE';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const living = new Map<ProcessGroup, () => Promise<void>>();
let leaving = false;

/**
 * Starts `argv[0]` without a shell. `whenLeaving` ends the group in good order within a bounded time; it is called when a signal is
 * about to end ourselves. That the command cannot be started is told by the child's `error` event, or thrown as SubjectBroke.
 */
export function startGroup(argv: readonly string[], whenLeaving: () => Promise<void>): ProcessGroup {
  const mark = randomUUID();
  const child = spawnMarked(argv, mark);
  const group: ProcessGroup = {
    child,
    signal: (signal) => signalGroup(child.pid, signal),
    destroy: () => {
      signalGroup(child.pid, 'SIGKILL');
      if (child.pid !== undefined) killMarked(`${markName}=${mark}`);
    },
    release: () => forget(group),
  };
  remember(group, whenLeaving);
  return group;
}

function spawnMarked([file = '', ...args]: readonly string[], mark: string): ChildProcessWithoutNullStreams {
  try {
    return spawn(file, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, [markName]: mark },
    });
  } catch (error) {
    // A few of the reasons (a path through a file, a line too long) are thrown where the others are events.
    throw new SubjectBroke(`the adapter cannot be started: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function killMarked(mark: string): void {
  for (const pid of markedProcesses(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

function remember(group: ProcessGroup, whenLeaving: () => Promise<void>): void {
  if (living.size === 0) {
    process.on('exit', destroyAll);
    for (const signal of signals) process.on(signal, leave);
  }
  living.set(group, whenLeaving);
}

function forget(group: ProcessGroup): void {
  if (!living.delete(group) || living.size > 0 || leaving) return;
  stopListening();
}

function stopListening(): void {
  process.off('exit', destroyAll);
  for (const signal of signals) process.off(signal, leave);
}

function destroyAll(): void {
  for (const group of living.keys()) group.destroy();
}

/** Ends all groups, in good order for the first signal and at once for the second, and then lets the signal do what it would have done. */
function leave(signal: NodeJS.Signals): void {
  const ends = leaving ? [] : [...living.values()].map((end) => end());
  leaving = true;
  void Promise.allSettled(ends).then(() => {
    destroyAll();
    stopListening();
    leaving = false;
    // Who listens besides us decides about the end of the process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}
