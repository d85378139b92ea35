/**
 * One process at a time for a machine's folder: two would end each other's programs. Leaves out waiting for the other one.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../lib/errors.ts';
import { ownPrefix } from './inside.ts';
import { readProcess } from './process-table.ts';

/** Takes the folder, which is there; gives the function that gives it back. Throws HostError where another process has it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, `${ownPrefix}lock`);
  const ours = textOf(process.pid);
  const holder = holderOf(path);
  if (holder !== null)
    throw new HostError(`the folder ${folder} is in use by process ${holder}; end it or name another folder`);
  writeFileSync(path, ours, { mode: 0o600 });
  return () => {
    rmSync(path, { force: true });
  };
}

function textOf(pid: number): string {
  return `${pid} ${readProcess(pid)?.startedTicks ?? 0}`;
}

/** The process that has the lock and lives. */
function holderOf(path: string): number | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const pid = Number.parseInt(text, 10);
  return pid > 0 && pid !== process.pid && readProcess(pid)?.alive === true && textOf(pid) === text ? pid : null;
}
