/**
 * EIPF packages: an archive with a manifest, which names the assets (a kernel for a system, or sources), and their files.
 * Leaves out extraction to a disk (src/host). Source: spec/cluster.md Appendix C.2 to C.4.
 */
import { readArchive, type ArchiveEntry } from './archive.ts';
import { readRegistry } from './registry-read.ts';
import { asBoolean, asLong, asText, registryKey, registryValue, type RegistryNode } from './registry.ts';
import { bad, good, type FormatBad, type FormatResult } from './result.ts';
import { unpack } from './unpack.ts';

export interface PackageFile {
  /** Number of the asset that it belongs to. */
  readonly asset: number;
  /** Parts of its path; none of them leads out of the folder that it is put in. */
  readonly path: readonly string[];
  readonly isDirectory: boolean;
  /** When it was changed last, in ticks; 0 where nobody knows. */
  readonly altered: bigint;
  /** Its content, at most so many octets. Faults: those of `unpack`. */
  content(max: number): FormatResult<Uint8Array>;
}

export interface PackageAsset {
  /** One or two words: `sources`, or a system and an architecture. */
  readonly words: readonly string[];
  readonly number: number;
  /** Path of its root file, as the manifest has it. */
  readonly root: string;
}

export interface Package {
  readonly assets: readonly PackageAsset[];
  readonly files: readonly PackageFile[];
}

export const MANIFEST_TYPE = 'EIPF';
export const MANIFEST_IDENTIFIER = 1;
export const METADATA_TYPE = 'AMDE';
export const METADATA_IDENTIFIER = 0xffff_ffff;

/** Octets of an unpacked manifest. Ours: one has an entry of some hundred octets for each asset. */
const MANIFEST_MAX = 1 << 20;

/**
 * Reads a package. Nothing is unpacked but the manifest. Never throws on a peer's octets.
 * Faults: those of an archive, a registry and `unpack`; missing for a package without manifest; bad-name for a path that leads
 * out of its folder (section 8).
 */
export function readPackage(octets: Uint8Array): FormatResult<Package> {
  const archive = readArchive(octets);
  if (archive.kind === 'bad') return archive;
  const entries = archive.value;
  const metadata = readMetadata(entries, octets);
  if (metadata.kind === 'bad') return metadata;
  const notes = metadata.value;
  const index = entries.findIndex((entry) => entry.type === MANIFEST_TYPE);
  const manifest = entries[index];
  if (manifest === undefined) return bad('missing', 'manifest', 0);
  const content = contentOf(manifest, notes.get(index + 1), MANIFEST_MAX);
  if (content.kind === 'bad') return within(content, 'manifest', manifest, octets);
  const registry = readRegistry(content.value);
  if (registry.kind === 'bad') return within(registry, 'manifest', manifest, octets);
  const files = readFiles(entries, notes);
  return files.kind === 'ok' ? good({ assets: registry.value.nodes.map(assetOf), files: files.value }) : files;
}

/** What is known of each entry besides, by its number, counted from 1. */
type Notes = ReadonlyMap<number, RegistryNode>;

function readMetadata(entries: readonly ArchiveEntry[], octets: Uint8Array): FormatResult<Notes> {
  const entry = entries.find(({ type, identifier }) => type === METADATA_TYPE && identifier === METADATA_IDENTIFIER);
  if (entry === undefined) return good(new Map());
  const registry = readRegistry(entry.data);
  if (registry.kind === 'bad') return within(registry, 'metadata', entry, octets);
  return good(new Map(registry.value.nodes.map((node) => [Number(node.name), node])));
}

/** A fault inside of an entry's data, counted from the first octet of the package. */
function within({ fault }: FormatBad, name: string, entry: ArchiveEntry, octets: Uint8Array): FormatBad {
  const offset = entry.data.byteOffset - octets.byteOffset + Math.min(fault.offset, entry.data.length);
  return bad(fault.code, fault.path === '' ? name : `${name}/${fault.path}`, offset);
}

function contentOf(entry: ArchiveEntry, note: RegistryNode | undefined, max: number): FormatResult<Uint8Array> {
  const isPacked = note !== undefined && asBoolean(registryValue(note, 'Compressed'));
  if (isPacked) return unpack(entry.data, max);
  return entry.data.length <= max ? good(entry.data) : bad('size-over-limit', entry.name, 0);
}

function assetOf(node: RegistryNode): PackageAsset {
  return {
    words: node.name.split('-'),
    number: Number(BigInt.asUintN(32, asLong(registryValue(node, 'ID')))),
    root: asText(registryValue(node, 'EXEC')),
  };
}

function readFiles(entries: readonly ArchiveEntry[], notes: Notes): FormatResult<readonly PackageFile[]> {
  const files: PackageFile[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.type !== '') continue;
    const path = packagePath(entry.name);
    if (path === null) return bad('bad-name', `${index + 1}`, 0);
    const note = notes.get(index + 1);
    files.push({
      asset: entry.custom,
      path,
      isDirectory: entry.name.endsWith('\\'),
      altered: note === undefined ? 0n : asLong(registryValue(note, 'Alter Time')),
      content: (max) => contentOf(entry, note, max),
    });
  }
  return good(files);
}

/**
 * The parts of an entry's name; null for one that leads out of its folder or means something else on some system: a part that is
 * `.`, `..` or empty, a colon, a slash, a control character. Source: section 8.
 */
export function packagePath(name: string): readonly string[] | null {
  const parts = name.replace(/\\$/, '').split('\\');
  return parts.every((part) => /^[^/:\0-\x1f]+$/.test(part) && !/^\.+\s*$/.test(part)) ? parts : null;
}

/** The asset with these words, in either order and any case; undefined where there is none. Source: C.3. */
export function findAsset({ assets }: Package, ...words: readonly string[]): PackageAsset | undefined {
  const wanted = assetKey(words);
  return assets.find((asset) => assetKey(asset.words) === wanted);
}

function assetKey(words: readonly string[]): string {
  return words.map(registryKey).toSorted().join('-');
}
