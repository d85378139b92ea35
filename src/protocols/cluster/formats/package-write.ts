/**
 * Writes an EIPF package, 64-bit form, everything stored. Leaves out packing, which no reader demands.
 * Source: spec/cluster.md Appendix C.1 to C.4.
 */
import { UsageError } from '../../../lib/errors.ts';
import { ARCHIVE_SIGNATURE, WIDE_ENTRY, WIDE_HEADER, WIDE_MARKER, type ArchiveEntry } from './archive.ts';
import { createOctetWriter } from './octet-writer.ts';
import { MANIFEST_IDENTIFIER, MANIFEST_TYPE, METADATA_IDENTIFIER, METADATA_TYPE, packagePath } from './package.ts';
import { writeRegistry } from './registry-write.ts';
import type { RegistryNode } from './registry.ts';
import { createTextPool } from './text-pool.ts';

export interface NewFile {
  /** Parts of its path inside the asset. */
  readonly path: readonly string[];
  readonly content: Uint8Array;
  /** When it was changed last, in ticks: originals keep extracted files that are not older. */
  readonly altered?: bigint;
}

export interface NewAsset {
  /** One or two words: `sources`, or a system and an architecture. */
  readonly words: readonly string[];
  /** Path of its root file. */
  readonly root: readonly string[];
  readonly files: readonly NewFile[];
}

type NewEntry = ArchiveEntry & { readonly altered: bigint };

const nothing = new Uint8Array(0);

/**
 * Writes a package; folders of files get entries of their own, before the files. Assets are numbered from 1.
 * UsageError for words and paths that no package may have.
 */
export function writePackage(assets: readonly NewAsset[]): Uint8Array {
  const manifest: NewEntry = {
    ...{ type: MANIFEST_TYPE, identifier: MANIFEST_IDENTIFIER, custom: 0, name: '', altered: 0n },
    data: writeRegistry({ name: '', nodes: assets.map(manifestNode), values: [] }),
  };
  const folders = assets.flatMap((asset, index) => foldersOf(asset).map((path) => folderEntry(path, index + 1)));
  const files = assets.flatMap((asset, index) => asset.files.map((file) => fileEntry(file, index + 1)));
  const entries = [manifest, ...folders, ...files];
  const metadata: NewEntry = {
    ...{ type: METADATA_TYPE, identifier: METADATA_IDENTIFIER, custom: 0, name: '', altered: 0n },
    data: writeRegistry({ name: '', nodes: entries.flatMap(metadataNode), values: [] }),
  };
  return writeArchive([...entries, metadata]);
}

function manifestNode({ words, root }: NewAsset, index: number): RegistryNode {
  if (words.length === 0 || words.length > 2) throw new UsageError(`an asset has one word or two: ${words.join(' ')}`);
  return {
    name: words.join('-'),
    nodes: [],
    values: [
      { name: 'EXEC', type: 'string', value: nameOf(root) },
      { name: 'ID', type: 'integer', value: index + 1 },
    ],
  };
}

function nameOf(path: readonly string[]): string {
  const name = path.join('\\');
  if (packagePath(name)?.length !== path.length) throw new UsageError(`no path in a package: ${path.join('/')}`);
  return name;
}

function foldersOf({ files }: NewAsset): readonly string[] {
  const folders = files.flatMap(({ path }) => path.slice(0, -1).map((_, index) => nameOf(path.slice(0, index + 1))));
  return [...new Set(folders)];
}

function folderEntry(path: string, asset: number): NewEntry {
  return { type: '', identifier: 0, custom: asset, name: `${path}\\`, data: nothing, altered: 0n };
}

function fileEntry({ path, content, altered = 0n }: NewFile, asset: number): NewEntry {
  return { type: '', identifier: 0, custom: asset, name: nameOf(path), data: content, altered };
}

function metadataNode({ altered }: NewEntry, index: number): readonly RegistryNode[] {
  if (altered === 0n) return [];
  return [{ name: String(index + 1), nodes: [], values: [{ name: 'Alter Time', type: 'time', value: altered }] }];
}

/** Header, entries, data, texts: names of files come first among the texts, as originals place them. */
function writeArchive(entries: readonly NewEntry[]): Uint8Array {
  const texts = createOctetWriter();
  const place = createTextPool(texts, 0);
  const named = entries.filter(({ name }) => name !== '').map((entry) => [entry, place(entry.name)] as const);
  const nameOffsets = new Map(named);
  const base = WIDE_HEADER + WIDE_ENTRY * entries.length;
  const size = entries.reduce((sum, { data }) => sum + data.length, 0);
  const nameless = place('');
  const writer = createOctetWriter();
  writer.octets(Buffer.from(ARCHIVE_SIGNATURE, 'latin1'));
  writer.u32(WIDE_MARKER);
  writer.u32(0);
  for (const value of [entries.length, base, base + size, texts.size]) writer.u64(BigInt(value));
  writer.zeros(16);
  let offset = 0;
  for (const entry of entries) {
    writer.u64(BigInt(entry.data.length === 0 ? 0 : offset));
    writer.u64(BigInt(entry.data.length));
    writer.octets(Buffer.from(entry.type.padEnd(4, '\0'), 'latin1'));
    for (const value of [entry.identifier, entry.custom, nameOffsets.get(entry) ?? nameless]) writer.u32(value);
    writer.zeros(16);
    offset += entry.data.length;
  }
  for (const { data } of entries) writer.octets(data);
  writer.octets(texts.finish());
  return writer.finish();
}
