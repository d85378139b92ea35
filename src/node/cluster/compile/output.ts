/**
 * What a compile host gives to its node: where a build writes, what of that is packed, and the texts of its notice.
 *
 * A build writes to `.output/WORDS` in the folder of the sources; WORDS are system and architecture that were asked for, as in
 * `windows_x64`, or `node` for kernels of our own nodes. Leaves out reading folders and building (src/cli/compile-host.ts, sim/).
 * Source: spec/cluster.md sections 5.6, 00000415, and 7.9, "Output packing".
 */
import { type NewFile, readCompileWords, writePackage } from '../../../protocols/cluster/index.ts';
import type { EndpointService } from '../types.ts';

/** What the shipped compile host calls itself. Source: 2.2. */
export const compileHostService: EndpointService = {
  id: 'engine.cluster.compiler.host',
  name: 'Cluster Compiler Host',
};
/** Of all outputs, in the folder of the sources. */
export const OUTPUT_FOLDER = '.output';
/** The package of the output, in the folder of the sources. */
export const OUTPUT_PACKAGE = '.output.eipf';
/** What a root file may end in, best first. */
const extensions = ['mjs', 'js'];

/** The name of the output's own folder for the words of a request: it tells what the output is for. */
export function outputName(words: string): string {
  const { system, architecture } = readCompileWords(words);
  const named = [system, architecture].filter((word) => word !== undefined);
  return named.length === 0 ? 'node' : named.join('_');
}

/** The text of a build that ended with that code; null: the build tool could not be started. Source: 5.6. */
export function buildFailure(code: number | null): string {
  return code === null ? '#toolchain' : `#${code}`;
}

/** Whether a file of the output folder is packed. `root` is the root file of the sources. */
export function isPacked(path: readonly string[], root: string): boolean {
  return path.every((part) => !/^[._]/.test(part)) || path.join('/') === `_obj/${stemOf(root)}.formats.ini`;
}

/**
 * The package of an output with those files; null where there are none. Its root file is called as that of the sources, with another
 * extension; else it is the first one. UsageError for a path that no package may have.
 * Ambiguity: the page does not say which file a node takes for the root of what was built; a compile host of originals names it. 7.9.
 */
export function packOutput(name: string, root: string, files: readonly NewFile[]): Uint8Array | null {
  const rankOf = ({ path }: NewFile): readonly number[] => {
    const last = path.at(-1) ?? '';
    const extension = extensions.indexOf(last.split('.').at(-1) ?? '');
    return [stemOf(last) === stemOf(root) ? 0 : 1, path.length, extension < 0 ? extensions.length : extension];
  };
  const [first] = files.toSorted((a, b) => compare(rankOf(a), rankOf(b)));
  if (first === undefined) return null;
  return writePackage([{ words: name.split('_'), root: first.path, files }]);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function stemOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/(?<=.)\.[^.]*$/, '');
}
