/**
 * The processes of this machine as /proc shows them. Leaves out machines without /proc: there every question has an empty answer.
 * Source: the proc(5) manual page.
 */
import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  /** A zombie has ended; only its parent has not heard of it. */
  readonly alive: boolean;
  readonly group: number;
  readonly session: number;
  /** Clock ticks between the start of the machine and that of the process: with the pid it names a process for good. */
  readonly startedTicks: number;
}

/** The process, or null where there is none (or no /proc). */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name stands in parentheses and may hold spaces and parentheses itself.
  const [state, , group, session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || group === undefined) return null;
  const alive = state !== 'Z' && state !== 'X';
  return { pid, alive, group: Number(group), session: Number(session), startedTicks: Number(rest[15]) };
}

/** All processes; empty where there is no /proc. */
export function processTable(): readonly ProcessEntry[] {
  return pids().flatMap((pid) => readProcess(pid) ?? []);
}

/** Living processes, other than ourselves, whose environment holds `mark` (`NAME=VALUE`). */
export function markedProcesses(mark: string): readonly number[] {
  const marked = pids().filter(
    (pid) => pid !== process.pid && textOf(`/proc/${pid}/environ`).split('\0').includes(mark),
  );
  return marked.filter((pid) => readProcess(pid)?.alive === true);
}

/** Names this boot of the machine, so that process numbers of an earlier one are not believed; empty where there is no /proc. */
export function bootId(): string {
  return textOf('/proc/sys/kernel/random/boot_id').trim();
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty where it cannot be read: the process is gone, or another user's. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
