/**
 * Reads a reflected object. Every offset and volume is checked; what is told many times and endless depth are faults.
 * Leaves out which properties a structure must have (structures.ts). Source: spec/cluster.md section 6.6.
 */
import { REFLECTED_DEPTH_MAX } from '../limits.ts';
import { createOctetReader, type OctetReader } from './octet-reader.ts';
import { DESCRIPTOR, EMPTY_VOLUME, plainTypes, REFLECTED_HEADER, REFLECTED_SIGNATURE } from './reflected.ts';
import { reflectedType, type Plain, type PlainType, type Property, type Structure } from './reflected.ts';
import { bad, good, type FormatResult } from './result.ts';
import { signatureFault } from './signature.ts';

/**
 * Reads an object's root structure; bytes in lists are views into `octets`. Octets after the data area are ignored.
 * Never throws on a peer's octets.
 * Ambiguity: a property of a type that is never serialised (15 to 18, 20, 21) or unknown is skipped, as readers of the original
 * skip what they do not expect; refusing the object would refuse what a later version adds. Section 6.6, "Reading".
 * Ambiguity: originals take any octets for text; half a character would come out as something else when it is written again,
 * so a text that is no UTF-8 is a fault. Section 6.6.
 */
export function readReflected(octets: Uint8Array): FormatResult<Structure> {
  const wrong = signatureFault(octets, REFLECTED_SIGNATURE);
  if (wrong !== null) return wrong;
  const head = createOctetReader(octets, 0, octets.length);
  const version = head.u32(8, 'header');
  const size = head.u32(12, 'header');
  if (head.fault !== null) return { kind: 'bad', fault: head.fault };
  if (version !== 0) return bad('bad-version', 'header', 8);
  if (REFLECTED_HEADER + size > octets.length) return bad('out-of-bounds', 'header', 12);
  const reader = createOctetReader(octets, REFLECTED_HEADER, size);
  const structure = readStructure(reader, 0, '', 1);
  return reader.fault === null ? good(structure) : { kind: 'bad', fault: reader.fault };
}

function readStructure(reader: OctetReader, at: number, path: string, depth: number): Structure {
  if (depth > REFLECTED_DEPTH_MAX) reader.fail('too-deep', path, at);
  const count = reader.u32(at, path);
  if (reader.fault !== null) return [];
  const octets = 4 + DESCRIPTOR * count;
  if (!reader.has(at, octets, path) || !reader.spend(octets, path, at)) return [];
  const properties: Property[] = [];
  for (let index = 0; index < count && reader.fault === null; index += 1) {
    const property = readProperty(reader, at + 4 + DESCRIPTOR * index, path, depth);
    if (property !== null) properties.push(property);
  }
  return properties;
}

function readProperty(reader: OctetReader, at: number, path: string, depth: number): Property | null {
  const name = reader.text(reader.u32(at, path), path);
  const type = reflectedType(reader.u32(at + 4, path));
  const volume = reader.u32(at + 8, path);
  const dataAt = reader.u32(at + 12, path);
  const inner = path === '' ? name : `${path}/${name}`;
  if (type === undefined || reader.fault !== null) return null;
  if (volume === EMPTY_VOLUME) return { name, type, values: [] } as Property;
  if (type === 'string') return textProperty(reader, name, volume, dataAt, inner);
  if (type === 'structure') return structureProperty(reader, name, volume, dataAt, inner, depth);
  const values = readPlain(reader, type, volume, dataAt, inner);
  return (volume === 0 ? { name, type, value: values[0] } : { name, type, values }) as Property;
}

/** Packed values, one after the other, a volume of 0 meaning one; none where they are not there. Many bytes are a view. */
function readPlain(
  reader: OctetReader,
  type: PlainType,
  volume: number,
  at: number,
  path: string,
): readonly unknown[] | Uint8Array {
  const plain = plainTypes[type] as Plain<unknown>;
  const count = Math.max(volume, 1);
  const octets = plain.octets * count;
  if (!reader.has(at, octets, path) || !reader.spend(octets, path, at)) return [];
  if (type === 'byte' && volume > 0) return reader.octets(at, octets, path);
  const view = reader.view(at, octets, path);
  return Array.from({ length: count }, (_, index) => plain.read(view, plain.octets * index));
}

function textProperty(reader: OctetReader, name: string, volume: number, at: number, path: string): Property {
  const type = 'string';
  if (volume === 0) return { name, type, value: reader.text(at, path) };
  const values = offsetsOf(reader, volume, at, path).map((offset, index) => reader.text(offset, `${path}/${index}`));
  return { name, type, values };
}

function structureProperty(
  reader: OctetReader,
  name: string,
  volume: number,
  at: number,
  path: string,
  depth: number,
): Property {
  const type = 'structure';
  if (volume === 0) return { name, type, value: readStructure(reader, at, path, depth + 1) };
  const values: Structure[] = [];
  for (const offset of offsetsOf(reader, volume, at, path)) {
    if (reader.fault !== null) break;
    values.push(readStructure(reader, offset, `${path}/${values.length}`, depth + 1));
  }
  return { name, type, values };
}

/** The table of offsets of a list's elements. */
function offsetsOf(reader: OctetReader, count: number, at: number, path: string): readonly number[] {
  if (!reader.has(at, 4 * count, path) || !reader.spend(4 * count, path, at)) return [];
  return Array.from({ length: count }, (_, index) => reader.u32(at + 4 * index, path));
}
