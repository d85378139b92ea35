/**
 * Reads a registry. Every offset and count is checked; records that are told twice, endless depth and texts without end are faults.
 * Leaves out what stands in it (net-table.ts, package.ts). Source: spec/cluster.md section 6.4.
 */
import { REGISTRY_DEPTH_MAX } from '../limits.ts';
import { createOctetReader, type OctetReader } from './octet-reader.ts';
import { firstDuplicate, inRegistryOrder, isRegistryName, registryCodes } from './registry.ts';
import { REGISTRY_HEADER, REGISTRY_MARKER, REGISTRY_SIGNATURE } from './registry.ts';
import type { RegistryEntry, RegistryNode, RegistryValue } from './registry.ts';
import { bad, good, type FormatResult } from './result.ts';
import { signatureFault } from './signature.ts';

/** Octets of a value record before its data. */
const VALUE_HEAD = 8;

/**
 * Reads a registry into nodes and values in order of their names; contents of binaries are views into `octets`.
 * Octets after the data area are ignored. Never throws on a peer's octets.
 */
export function readRegistry(octets: Uint8Array): FormatResult<RegistryNode> {
  const wrong = signatureFault(octets, REGISTRY_SIGNATURE);
  if (wrong !== null) return wrong;
  const head = createOctetReader(octets, 0, octets.length);
  const [marker, version, start, size, root] = [8, 12, 16, 20, 24].map((at) => head.u32(at, 'header')) as FiveNumbers;
  if (head.fault !== null) return { kind: 'bad', fault: head.fault };
  if (marker !== REGISTRY_MARKER) return bad('bad-signature', 'header', 8);
  if (version !== 0) return bad('bad-version', 'header', 12);
  if (start < REGISTRY_HEADER || start + size > octets.length) return bad('out-of-bounds', 'header', 16);
  const reader = createOctetReader(octets, start, size);
  const tree = readNode(reader, root, '', '', 1);
  return reader.fault === null ? good(tree) : { kind: 'bad', fault: reader.fault };
}

type FiveNumbers = [number, number, number, number, number];

function readNode(reader: OctetReader, at: number, name: string, path: string, depth: number): RegistryNode {
  const empty: RegistryNode = { name, nodes: [], values: [] };
  if (depth > REGISTRY_DEPTH_MAX) reader.fail('too-deep', path, at);
  const nodeCount = reader.u32(at, path);
  const valueCount = reader.u32(at + 4, path);
  if (reader.fault !== null) return empty;
  const octets = 8 + 8 * nodeCount + 4 * valueCount;
  if (!reader.has(at, octets, path) || !reader.spend(octets, path, at)) return empty;
  const nodes: RegistryNode[] = [];
  for (let index = 0; index < nodeCount && reader.fault === null; index += 1) {
    const nameAt = reader.u32(at + 8 + 4 * (nodeCount + index), path);
    const nodeName = readName(reader, nameAt, path);
    nodes.push(readNode(reader, reader.u32(at + 8 + 4 * index, path), nodeName, joined(path, nodeName), depth + 1));
  }
  const values: RegistryEntry[] = [];
  for (let index = 0; index < valueCount && reader.fault === null; index += 1) {
    values.push(readValue(reader, reader.u32(at + 8 + 8 * nodeCount + 4 * index, path), path));
  }
  return { name, nodes: ordered(reader, nodes, at, path), values: ordered(reader, values, at, path) };
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/**
 * Ambiguity: the page says that names are unique and not empty, but not what a reader does with others; we refuse the registry:
 * only damage makes one, and what would be written of it could not be read. Section 6.4.
 */
function readName(reader: OctetReader, at: number, path: string): string {
  const name = reader.wideText(at, path);
  if (reader.fault === null && !isRegistryName(name)) reader.fail('bad-name', path, at);
  return name;
}

function ordered<Item extends { readonly name: string }>(
  reader: OctetReader,
  items: readonly Item[],
  at: number,
  path: string,
): readonly Item[] {
  if (reader.fault !== null) return items;
  const sorted = inRegistryOrder(items);
  const twice = firstDuplicate(sorted);
  if (twice !== undefined) reader.fail('duplicate-name', joined(path, twice.name), at);
  return sorted;
}

function readValue(reader: OctetReader, at: number, path: string): RegistryEntry {
  const nothing: RegistryEntry = { name: '', type: 'integer', value: 0 };
  const nameAt = reader.u32(at, path);
  const code = reader.u32(at + 4, path);
  if (reader.fault !== null) return nothing;
  const name = readName(reader, nameAt, path);
  const type = types.get(code);
  if (type === undefined) reader.fail('unknown-type', joined(path, name), at + 4);
  if (type === undefined || !reader.spend(VALUE_HEAD + (isWide(type) ? 8 : 4), path, at)) return nothing;
  return { name, ...dataOf(reader, type, at + VALUE_HEAD, joined(path, name)) };
}

const types = new Map<number, RegistryValue['type']>(
  Object.entries(registryCodes).map(([type, code]) => [code as number, type as RegistryValue['type']]),
);

function isWide(type: RegistryValue['type']): boolean {
  return type === 'long-integer' || type === 'long-float' || type === 'time' || type === 'binary';
}

function dataOf(reader: OctetReader, type: RegistryValue['type'], at: number, path: string): RegistryValue {
  switch (type) {
    case 'integer':
      return { type, value: reader.u32(at, path) | 0 };
    case 'float':
      return { type, value: reader.view(at, 4, path).getFloat32(0, true) };
    case 'boolean':
      // Ambiguity: the page has 0 and 1; any other number is taken for yes, as a reader of its integer would.
      return { type, value: reader.u32(at, path) !== 0 };
    case 'string':
      return { type, value: reader.wideText(reader.u32(at, path), path) };
    case 'long-integer':
      return { type, value: BigInt.asIntN(64, reader.u64(at, path)) };
    case 'long-float':
      return { type, value: reader.view(at, 8, path).getFloat64(0, true) };
    case 'color':
      return { type, value: reader.u32(at, path) };
    case 'time':
      return { type, value: reader.u64(at, path) };
    case 'binary':
      return { type, value: reader.octets(reader.u32(at + 4, path), reader.u32(at, path), path) };
  }
}
