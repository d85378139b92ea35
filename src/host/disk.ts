/**
 * A machine's files: whole or piece by piece, never outside its folder, never through a link that leads out, never a device or a pipe.
 *
 * A machine's folder, `root`, is a real path everywhere here.
 * `store` has come to the disk as far as the operating system's memory: it outlives a killed process, not a loss of power;
 * by `replace` it has come to the disk itself.
 * Leaves out order (lane.ts), the form of paths (`assertInside`, called where they come from the machine) and programs (processes.ts).
 * Source: src/lib/machine.ts `Out`; spec/job.md D-10, D-27.
 */
import { constants } from 'node:fs';
import { type FileHandle, chmod, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StoreMode } from '../lib/machine.ts';
import { faultSentence } from './fault-sentence.ts';
import { assureParentInside, isThere, makeFolder, ownPrefix, realInside } from './inside.ts';

export interface Loaded {
  /** Null where there is no such regular file inside the folder; shorter than asked for where the file ends. */
  readonly data: Uint8Array | null;
  /** Octets of the whole file. */
  readonly size: number;
}

/** Where a piece of a file is: `folder` and `path` as the machine names them. */
export interface Piece {
  readonly folder: string;
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants;
const nothing: Loaded = { data: null, size: 0 };

/** Writes `data` at `path` in the machine's folder `root`. Gives undefined, or the reason as a sentence; never rejects. */
export function storeFile(root: string, path: string, data: Uint8Array, mode: StoreMode): Promise<string | undefined> {
  return told(`cannot write ${JSON.stringify(path)}`, async () => {
    if (mode === 'replace') return replaceFile(root, path, data);
    const file = await openForWriting(root, path, mode === 'append' ? O_APPEND : O_TRUNC);
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  });
}

/**
 * Puts a whole new file in the place of the old one at once. What a killed process left half-written is written over by the next.
 * Rejects with the system's error; the old file is there then.
 */
async function replaceFile(root: string, path: string, data: Uint8Array): Promise<void> {
  const at = join(root, path);
  await assureReplaceable(at);
  const draft = join(dirname(path), `${ownPrefix}new-${basename(path)}`);
  const file = await openForWriting(root, draft, O_TRUNC);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(root, draft), at);
  await syncFolder(dirname(at));
}

/** Rejects where something other than a regular file is in the way: a link would be replaced itself, not what it leads to. */
async function assureReplaceable(at: string): Promise<void> {
  const there = await lstat(at).catch(() => null);
  if (there === null || there.isFile()) return;
  const code = there.isDirectory() ? 'EISDIR' : there.isSymbolicLink() ? 'ELOOP' : 'ENXIO';
  throw Object.assign(new Error('not a regular file'), { code });
}

/** Waits until the new name itself is on the disk. */
async function syncFolder(at: string): Promise<void> {
  const folder = await open(at, O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Opens a regular file for writing, makes it and its folders where they are not there (0600, 0700). Rejects with the system's error.
 * Without waiting: opening a pipe that nobody reads would never return.
 */
export async function openForWriting(root: string, path: string, flag: number): Promise<FileHandle> {
  const at = join(root, path);
  await makeFolder(root, dirname(at));
  const file = await open(at, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | flag, 0o600);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error('not a regular file'), { code: 'ENXIO' });
}

/** Reads a piece of a file. Never rejects: whatever cannot be read is not there. */
export async function loadFile(root: string, piece: Piece): Promise<Loaded> {
  const folder = join(root, piece.folder);
  try {
    const real = await realInside(folder, join(folder, piece.path));
    if (real === null) return nothing;
    const file = await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      return await readPiece(file, piece);
    } finally {
      await file.close();
    }
  } catch {
    return nothing;
  }
}

async function readPiece(file: FileHandle, { offset, size }: Piece): Promise<Loaded> {
  const stat = await file.stat();
  if (!stat.isFile()) return nothing;
  const data = new Uint8Array(Math.max(0, Math.min(size, stat.size - offset)));
  let read = 0;
  while (read < data.length) {
    const { bytesRead } = await file.read(data, read, data.length - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return { data: data.subarray(0, read), size: stat.size };
}

/** Reads a whole file of the machine's folder, or gives null. Never rejects. */
export async function readWhole(root: string, path: string): Promise<Uint8Array | null> {
  return (await loadFile(root, { folder: '', path, offset: 0, size: Infinity })).data;
}

/** Removes what is at `path`, with all that is in it, links themselves and not what they lead to. Gives undefined or the reason. */
export function removePath(root: string, path: string): Promise<string | undefined> {
  const at = join(root, path);
  return told(`cannot remove ${JSON.stringify(path)}`, async () => {
    if (!(await isThere(dirname(at)))) return;
    await assureParentInside(root, at);
    await removeTree(at);
  });
}

/** Removes a folder also where a program has taken our rights to its inside away. Rejects with the system's error. */
export async function removeTree(at: string): Promise<void> {
  try {
    await rm(at, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await unlock(at);
    await rm(at, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function unlock(at: string): Promise<void> {
  if (!(await lstat(at)).isDirectory()) return;
  await chmod(at, 0o700);
  for (const name of await readdir(at)) await unlock(join(at, name));
}

async function told(what: string, act: () => Promise<void>): Promise<string | undefined> {
  try {
    return void (await act());
  } catch (error) {
    return `${what}: ${faultSentence(error)}`;
  }
}
