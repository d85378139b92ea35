/**
 * Reads and packs what a build wrote. Leaves out links and special files, empty folders, and what is packed (src/node/cluster/compile).
 * Source: spec/cluster.md section 7.9, "Output packing".
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../lib/errors.ts';
import { isPacked, packOutput } from '../node/cluster/index.ts';
import { type NewFile, ticksOf } from '../protocols/cluster/index.ts';

/**
 * The package of the output folder `folder` for sources whose root file is `root`, with at most `maxOctets` octets of files.
 * Rejects with UsageError for an output that is none, with the system's error for one that cannot be read.
 */
export async function packFolder(folder: string, root: string, maxOctets: number): Promise<Uint8Array> {
  const files: NewFile[] = [];
  let octets = 0;
  for (const path of await filesBelow(folder, [])) {
    if (!isPacked(path, root)) continue;
    const at = join(folder, ...path);
    const { mtimeMs, size } = await lstat(at);
    octets += size;
    if (octets > maxOctets) throw new UsageError(`the build made more than ${maxOctets} octets`);
    files.push({ path, content: new Uint8Array(await readFile(at)), altered: ticksOf(mtimeMs) });
  }
  const pack = packOutput(basename(folder), root, files);
  if (pack === null) throw new UsageError('the build made nothing');
  return pack;
}

/** Paths of regular files below a folder, in the order of their names. */
async function filesBelow(top: string, folder: readonly string[]): Promise<readonly (readonly string[])[]> {
  const entries = await readdir(join(top, ...folder), { withFileTypes: true });
  const found: (readonly string[])[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = [...folder, entry.name];
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory()) found.push(...(await filesBelow(top, path)));
  }
  return found;
}
