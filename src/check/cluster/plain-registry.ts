/**
 * Registries as no original writes them, for readers: values in their own order, no text shared, the root anywhere, damage.
 * Leaves out the canonical form (src/protocols/cluster). Source: spec/cluster.md section 6.4, "Reader leniency".
 */
import type { RegistryEntry, RegistryNode } from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';

export interface PlainForm {
  /** The root's record stands after everything else. */
  readonly rootLast?: boolean;
}

const HEADER = 28;
const MARKER = 0x8000_0004;
const codes: Readonly<Record<string, number>> = {
  ...{ integer: 1, float: 2, boolean: 3, string: 4, 'long-integer': 5, 'long-float': 6, color: 7, time: 8, binary: 9 },
};

/** The data area under construction. */
class Area {
  octets: number[] = [];

  /** Appends; gives the offset. */
  put(...octets: readonly number[]): number {
    this.octets.push(...octets);
    return this.octets.length - octets.length;
  }

  text(text: string): number {
    return this.put(...Buffer.from(`${text}\0`, 'utf16le'));
  }
}

const u32 = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const u64 = (value: bigint): readonly number[] => [
  ...u32(Number(value & 0xffff_ffffn)),
  ...u32(Number((value >> 32n) & 0xffff_ffffn)),
];

/** Writes a registry just as it is told, each text where it is used. UsageError for a type of value that no table has. */
export function writePlain(root: RegistryNode, { rootLast = false }: PlainForm = {}): Uint8Array {
  const area = new Area();
  const at = rootLast ? writeBefore(area, root) : writeAfter(area, root);
  return withHeader(Uint8Array.from(area.octets), at);
}

/** Puts the header before a data area. */
export function withHeader(area: Uint8Array, root: number): Uint8Array {
  const head = [
    ...Buffer.from('ecs.1.0\0'),
    ...u32(MARKER),
    ...u32(0),
    ...u32(HEADER),
    ...u32(area.length),
    ...u32(root),
  ];
  return Uint8Array.from([...head, ...area]);
}

/** The record, then what it points to. */
function writeAfter(area: Area, node: RegistryNode): number {
  const at = area.put(...recordOf(node, new Array<number>(2 * node.nodes.length + node.values.length).fill(0)));
  const offsets = partsOf(area, node, writeAfter);
  area.octets.splice(at, 8 + 4 * offsets.length, ...recordOf(node, offsets));
  return at;
}

/** What the record points to, then the record. */
function writeBefore(area: Area, node: RegistryNode): number {
  const offsets = partsOf(area, node, writeBefore);
  return area.put(...recordOf(node, offsets));
}

function partsOf(area: Area, { nodes, values }: RegistryNode, write: typeof writeAfter): readonly number[] {
  const records = nodes.map((node) => write(area, node));
  const names = nodes.map(({ name }) => area.text(name));
  return [...records, ...names, ...values.map((entry) => writeValue(area, entry))];
}

function recordOf({ nodes, values }: RegistryNode, offsets: readonly number[]): readonly number[] {
  return [...u32(nodes.length), ...u32(values.length), ...offsets.flatMap(u32)];
}

function writeValue(area: Area, entry: RegistryEntry): number {
  const name = area.text(entry.name);
  const data = dataOf(area, entry);
  return area.put(...u32(name), ...u32(codes[entry.type] ?? 0), ...data);
}

function dataOf(area: Area, entry: RegistryEntry): readonly number[] {
  switch (entry.type) {
    case 'string':
      return u32(area.text(entry.value));
    case 'binary':
      return [...u32(entry.value.length), ...u32(area.put(...entry.value))];
    case 'boolean':
      return u32(entry.value ? 1 : 0);
    case 'time':
      return u64(entry.value);
    case 'integer':
    case 'color':
      return u32(entry.value);
    default:
      throw new UsageError(`no table has a ${entry.type}`);
  }
}
