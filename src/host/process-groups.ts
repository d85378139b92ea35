/**
 * Process groups that a machine has started: written down, so that the machine's next life can end what an earlier one left.
 *
 * A group is known by its leader's pid and start time; on Linux what has left its group is found by a mark that every program inherits
 * in its environment. Without /proc only the groups are ended. Leaves out how programs start and end (processes.ts).
 * Source: spec/job.md D-31.
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownPrefix } from './inside.ts';
import { type ProcessEntry, bootId, markedProcesses, processTable, readProcess } from './process-table.ts';

/** The list of groups of one machine. All writes are done when the call returns; they throw the system's error. */
export interface GroupList {
  /** A program is about to start: from now on the folder has to be swept. */
  begin(): void;
  add(pid: number): void;
  drop(pid: number): void;
}

interface Group {
  readonly pid: number;
  /** Clock ticks; -1 where there is no /proc. */
  readonly startedTicks: number;
  readonly boot: string;
}

/** How long what was killed may take to go; it goes at once unless it hangs in the kernel. */
const goneMs = 1_000;
/** How long a killed process may take to be taken note of by its parent, until when it can still be signalled. */
const reapedMs = 20;

/** `NAME=VALUE` that programs of the machine in `folder` carry in their environment. */
export function markOf(folder: string): { readonly name: string; readonly value: string } {
  return { name: 'WIREPROOF_FOLDER', value: folder };
}

/** The list that stands in `folder`, the machine's own. */
export function openGroupList(folder: string): GroupList {
  const path = listPath(folder);
  const groups = new Map<number, string>();
  return {
    begin: () => appendFileSync(path, '', { mode: 0o600 }),
    add: (pid) => {
      const line = `${JSON.stringify(groupOf(pid))}\n`;
      groups.set(pid, line);
      appendFileSync(path, line, { mode: 0o600 });
    },
    drop: (pid) => {
      groups.delete(pid);
      writeFileSync(path, [...groups.values()].join(''), { mode: 0o600 });
    },
  };
}

function listPath(folder: string): string {
  return join(folder, `${ownPrefix}groups`);
}

function groupOf(pid: number): Group {
  return { pid, startedTicks: readProcess(pid)?.startedTicks ?? -1, boot: bootId() };
}

/** Kills a group and waits until nothing of it is left. */
export async function endGroup(pid: number): Promise<void> {
  if (killGroup(pid)) await untilGone(() => (killGroup(pid) ? livingIn(pid, processTable()) : []));
}

/** Without /proc a group counts as living as long as it can be signalled. */
function livingIn(group: number, table: readonly ProcessEntry[]): readonly number[] {
  if (table.length === 0) return [group];
  return table.filter((entry) => entry.group === group && entry.alive).map(({ pid }) => pid);
}

/** Ends every process that a life of the machine in `folder` has left, and forgets the list. */
export async function endLeftGroups(folder: string): Promise<void> {
  if (readList(folder) === null) return;
  await untilGone(() => killLeft(folder));
  rmSync(listPath(folder), { force: true });
}

/** Kills what `endLeftGroups` ends, without waiting. Gives those that it found alive. */
export function killLeft(folder: string): readonly number[] {
  const groups = readList(folder);
  if (groups === null) return [];
  const table = processTable();
  const marked = markedProcesses(`${markOf(folder).name}=${markOf(folder).value}`);
  const left = groups.filter((group) => isOurs(group, table) && killGroup(group.pid));
  marked.forEach(killOne);
  return [...marked, ...left.flatMap(({ pid }) => livingIn(pid, table))];
}

/**
 * A group whose leader is gone is ours as long as members are left: the kernel gives the number to nobody else until then. Without
 * /proc nothing can be known, and the list is believed.
 */
function isOurs(group: Group, table: readonly ProcessEntry[]): boolean {
  if (table.length === 0) return true;
  if (group.boot !== bootId()) return false;
  const leader = table.find((entry) => entry.pid === group.pid);
  if (leader !== undefined) return leader.startedTicks === group.startedTicks;
  return table.some((entry) => entry.group === group.pid && entry.session === group.pid);
}

/** Null where no program was started since the last sweep. */
function readList(folder: string): readonly Group[] | null {
  let text: string;
  try {
    text = readFileSync(listPath(folder), 'utf8');
  } catch {
    return null;
  }
  return text.split('\n').flatMap((line) => readGroup(line) ?? []);
}

/** A life that was killed while it wrote leaves half a line; the mark finds what it stood for. */
function readGroup(line: string): Group | null {
  try {
    const group = JSON.parse(line) as Group;
    return Number.isSafeInteger(group.pid) && group.pid > 1 ? group : null;
  } catch {
    return null;
  }
}

/** Asks `kill` for what it found alive until that is nothing, then waits until what was found is no zombie any more. */
async function untilGone(kill: () => readonly number[]): Promise<void> {
  const found = new Set<number>();
  const anyAlive = (): boolean => {
    const alive = kill();
    for (const pid of alive) found.add(pid);
    return alive.length > 0;
  };
  await whilst(anyAlive, goneMs);
  await whilst(() => [...found].some(isThere), reapedMs);
}

async function whilst(holds: () => boolean, boundMs: number): Promise<void> {
  let waitedMs = 0;
  for (let pauseMs = 1; holds() && waitedMs < boundMs; pauseMs *= 2) {
    await delay(pauseMs);
    waitedMs += pauseMs;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether there was anything to signal. */
export function killGroup(pid: number): boolean {
  return killOne(-pid);
}

function killOne(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
