/**
 * A temporary folder that tells whose it is, so that one which a killed process left is found and removed by the next.
 * Leaves out what is in it. On machines without /proc only folders of processes that are gone altogether are removed.
 */
import { lstatSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProcess } from './process-table.ts';

const prefix = 'wireproof-';

/** Makes an empty folder. Gives its real path. Throws the system's error. */
export function makeTemporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-${startedTicks(process.pid)}-`)));
}

/** Folders of this user's whose process is gone. */
export function leftTemporaryFolders(): readonly string[] {
  return readdirSync(tmpdir())
    .filter(isLeft)
    .map((name) => join(tmpdir(), name))
    .filter(isOwnFolder);
}

function isLeft(name: string): boolean {
  const [, pid, ticks] = /^wireproof-(\d+)-(\d+)-/.exec(name) ?? [];
  if (pid === undefined || ticks === undefined) return false;
  return !isThere(Number(pid)) || (Number(ticks) > 0 && startedTicks(Number(pid)) !== Number(ticks));
}

/** 0 where it is not known. */
function startedTicks(pid: number): number {
  return readProcess(pid)?.startedTicks ?? 0;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isOwnFolder(path: string): boolean {
  try {
    const stat = lstatSync(path);
    return stat.isDirectory() && stat.uid === process.getuid?.();
  } catch {
    return false;
  }
}
