/**
 * Writes a registry, octet for octet as originals do: order of records, names before values, shared texts and shared ends of texts.
 * Leaves out what stands in it (net-table.ts, package.ts). Source: spec/cluster.md section 6.4, "Writing order".
 */
import { UsageError } from '../../../lib/errors.ts';
import { REGISTRY_DEPTH_MAX } from '../limits.ts';
import { createOctetWriter, type OctetWriter } from './octet-writer.ts';
import { firstDuplicate, inRegistryOrder, isRegistryName, registryCodes } from './registry.ts';
import { REGISTRY_HEADER, REGISTRY_MARKER, REGISTRY_SIGNATURE } from './registry.ts';
import type { RegistryEntry, RegistryNode } from './registry.ts';
import { createTextPool, type PlaceText } from './text-pool.ts';

interface Draft {
  readonly writer: OctetWriter;
  readonly place: PlaceText;
}

/** Writes a tree. UsageError for names that cannot be, names twice, a depth that no reader takes, and numbers that do not fit. */
export function writeRegistry(root: RegistryNode): Uint8Array {
  const writer = createOctetWriter();
  writer.octets(Buffer.from(REGISTRY_SIGNATURE, 'latin1'));
  for (const value of [REGISTRY_MARKER, 0, REGISTRY_HEADER, 0, 0]) writer.u32(value);
  writeNode({ writer, place: createTextPool(writer, REGISTRY_HEADER) }, root, 1);
  writer.patch(20, writer.size - REGISTRY_HEADER);
  return writer.finish();
}

/** Writes a node with all under it and returns its offset. */
function writeNode(draft: Draft, node: RegistryNode, depth: number): number {
  if (depth > REGISTRY_DEPTH_MAX) throw new UsageError(`a registry has at most ${REGISTRY_DEPTH_MAX} nodes in depth`);
  const { writer, place } = draft;
  const [nodes, values] = [checked(node.nodes), checked(node.values)];
  const at = writer.size;
  writer.u32(nodes.length);
  writer.u32(values.length);
  writer.zeros(8 * nodes.length + 4 * values.length);
  const offsets = nodes.map((child) => writeNode(draft, child, depth + 1));
  const names = nodes.map((child) => place(child.name));
  const records = values.map((entry) => writeEntry(draft, entry));
  [...offsets, ...names, ...records].forEach((offset, index) => writer.patch(at + 8 + 4 * index, offset));
  return at - REGISTRY_HEADER;
}

function checked<Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] {
  const wrong = items.find(({ name }) => !isRegistryName(name));
  if (wrong !== undefined) throw new UsageError(`no name of a registry: ${JSON.stringify(wrong.name)}`);
  const sorted = inRegistryOrder(items);
  const twice = firstDuplicate(sorted);
  if (twice !== undefined) throw new UsageError(`a registry has ${twice.name} twice`);
  return sorted;
}

/** Writes a value's name, its content and its record; returns the offset of the record. */
function writeEntry({ writer, place }: Draft, entry: RegistryEntry): number {
  const name = place(entry.name);
  const content = writer.size - REGISTRY_HEADER;
  if (entry.type === 'binary') writer.octets(entry.value);
  const text = entry.type === 'string' ? place(checkedText(entry)) : 0;
  const at = writer.size - REGISTRY_HEADER;
  writer.u32(name);
  writer.u32(registryCodes[entry.type]);
  writeData(writer, entry, text, content);
  return at;
}

function checkedText({ name, value }: { readonly name: string; readonly value: string }): string {
  if (value.includes('\0')) throw new UsageError(`${name} would end at its zero character`);
  return value;
}

function writeData(writer: OctetWriter, entry: RegistryEntry, text: number, content: number): void {
  switch (entry.type) {
    case 'integer':
      return writer.u32(fitting(entry, (entry.value | 0) === entry.value) >>> 0);
    case 'float':
      return writer.put(4, (view) => view.setFloat32(0, entry.value, true));
    case 'boolean':
      return writer.u32(entry.value ? 1 : 0);
    case 'string':
      return writer.u32(text);
    case 'long-integer':
      return writer.u64(BigInt.asUintN(64, fitting(entry, BigInt.asIntN(64, entry.value) === entry.value)));
    case 'long-float':
      return writer.put(8, (view) => view.setFloat64(0, entry.value, true));
    case 'color':
      return writer.u32(fitting(entry, entry.value >>> 0 === entry.value));
    case 'time':
      return writer.u64(fitting(entry, BigInt.asUintN(64, entry.value) === entry.value));
    case 'binary':
      writer.u32(entry.value.length);
      return writer.u32(content);
  }
}

function fitting<Value>(
  entry: { readonly name: string; readonly type: string; readonly value: Value },
  fits: boolean,
): Value {
  if (!fits) throw new UsageError(`${entry.name} is ${String(entry.value)}, which is no ${entry.type}`);
  return entry.value;
}
