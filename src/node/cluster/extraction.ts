/**
 * Puts the files of a package's asset into a folder of the machine: `PARENT/NAME`, where NAME is that of the asset's root file without
 * its extension. Nothing leaves that folder, whatever the package says.
 *
 * Leaves out empty folders, times of files, and what is done with the files. Source: spec/cluster.md Appendix C; sections 7.9 and 8.
 */
import { type Package, type PackageAsset, type PackageFile, packagePath } from '../../protocols/cluster/index.ts';
import type { ServerCore } from './core.ts';

export interface Extraction {
  /** Below the machine's own folder. */
  readonly folder: string;
  /** The root file, below `folder`. */
  readonly program: string;
}

/** Where an asset goes below `parent`; null for a root file whose name is no path, or would be none without its extension. */
export function extractionOf(parent: string, { root }: PackageAsset): Extraction | null {
  const path = packagePath(root.replace(/^\\+/, ''));
  const last = path?.at(-1);
  if (path === null || last === undefined) return null;
  const name = last.replace(/(?<=.)\.[^.]*$/, '');
  return packagePath(name)?.length === 1 ? { folder: `${parent}/${name}`, program: path.join('/') } : null;
}

/** An extraction under way. */
interface Work {
  readonly core: ServerCore;
  readonly folder: string;
  readonly files: readonly PackageFile[];
  /** Octets that may still be unpacked. */
  room: number;
  /** Whether it is still wanted. */
  readonly isWanted: () => boolean;
  readonly done: (problem: string | null) => void;
}

/**
 * Empties the folder and writes the asset's files, one after the other; `done` with null or a sentence, or never where it is no longer
 * wanted. An asset has at most as many octets unpacked as a payload may have.
 * Ambiguity: originals keep kernels' files that are not older; ours empties the folder in both cases, so that nothing of another package
 * is found there. C.7, CLU-HARD-013.
 */
export function extract(
  core: ServerCore,
  { files }: Package,
  asset: PackageAsset,
  { folder }: Extraction,
  isWanted: () => boolean,
  done: (problem: string | null) => void,
): void {
  const own = files.filter((file) => file.asset === asset.number && !file.isDirectory);
  const work: Work = { core, folder, files: own, room: core.options.limits.payload, isWanted, done };
  core.remove(folder, (error) => next(work, 0, error));
}

function next(work: Work, index: number, error?: string): void {
  const { core, folder, files, room, isWanted, done } = work;
  if (!isWanted()) return;
  if (error !== undefined) return done(error);
  const file = files[index];
  if (file === undefined) return done(null);
  const content = file.content(room);
  if (content.kind === 'bad') return done(`${file.path.join('/')}: ${content.fault.code}`);
  work.room -= content.value.length;
  core.store(`${folder}/${file.path.join('/')}`, content.value, 'create', (problem) => next(work, index + 1, problem));
}
