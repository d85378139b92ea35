/**
 * Keeps a machine's paths in its folder: by their form, and by where links really lead. Leaves out what is done at the path.
 *
 * A program that runs meanwhile can change a link between check and use; it runs as the same user and could write there itself.
 * Source: src/lib/machine.ts `Out` ("never leave it").
 */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { assert } from '../lib/assert.ts';

/** Names in a machine's folder that are the host's own. */
export const ownPrefix = '.host-';

/** Crashes on a path that is not relative, or has an empty part, `.`, `..`, NUL or backslash: the machine's mistake. */
export function assertInside(path: string): void {
  const parts = path.split('/');
  const good = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\0\\]/.test(path);
  assert(good && !path.startsWith(ownPrefix), `a machine named a path that leaves its folder: ${JSON.stringify(path)}`);
}

/** Whether the real path `inner` is `outer` or below it. */
export function isWithin(outer: string, inner: string): boolean {
  const step = relative(outer, inner);
  return step === '' || (step !== '..' && !step.startsWith(`..${sep}`) && !isAbsolute(step));
}

/** The real path of something that is there, or null where it leads out of `folder`. Rejects where one of them is not there. */
export async function realInside(folder: string, path: string): Promise<string | null> {
  const [outer, inner] = await Promise.all([realpath(folder), realpath(path)]);
  return isWithin(outer, inner) ? inner : null;
}

/** Rejects where the folder that holds `path` is not there or leads out of `folder`, a real path. */
export async function assureParentInside(folder: string, path: string): Promise<void> {
  assureWithin(folder, await realpath(dirname(path)));
}

/**
 * Makes `path` and what lies between it and `folder`, a real path, without following a link that leads out.
 * Rejects with the system's error.
 */
export async function makeFolder(folder: string, path: string): Promise<void> {
  const there = await realpath(path).catch(() => null);
  if (there !== null) return assureWithin(folder, there);
  let at = folder;
  for (const part of relative(folder, path).split(sep)) {
    at = join(at, part);
    await mkdir(at, { mode: 0o700 }).catch(unlessThere);
    assureWithin(folder, await realpath(at));
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function assureWithin(folder: string, real: string): void {
  if (!isWithin(folder, real)) throw Object.assign(new Error('a link leads out of the folder'), { code: 'ELOOP' });
}

/** Whether something is at `path`, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
