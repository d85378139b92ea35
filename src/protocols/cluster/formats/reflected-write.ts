/**
 * Writes a reflected object, octet for octet as originals do: depth first, each text once.
 * Leaves out which properties a structure has (structures.ts). Source: spec/cluster.md section 6.6, "Writing order".
 */
import { UsageError } from '../../../lib/errors.ts';
import { REFLECTED_DEPTH_MAX } from '../limits.ts';
import { createOctetWriter, type OctetWriter } from './octet-writer.ts';
import { DESCRIPTOR, EMPTY_VOLUME, plainTypes, REFLECTED_HEADER, REFLECTED_SIGNATURE } from './reflected.ts';
import { reflectedCodes, type Plain, type PlainType, type Property, type Structure } from './reflected.ts';

interface Draft {
  readonly writer: OctetWriter;
  /** Texts that were written, with their offsets. */
  readonly texts: Map<string, number>;
}

/** Writes a structure. UsageError for a value that its type does not hold, and for a depth that no reader takes. */
export function writeReflected(structure: Structure): Uint8Array {
  const writer = createOctetWriter();
  writer.octets(Buffer.from(REFLECTED_SIGNATURE, 'latin1'));
  writer.u32(0);
  writer.u32(0);
  writeStructure({ writer, texts: new Map() }, structure, 1);
  writer.patch(12, writer.size - REFLECTED_HEADER);
  return writer.finish();
}

/** Writes a structure with all that it holds and returns its offset. */
function writeStructure(draft: Draft, structure: Structure, depth: number): number {
  if (depth > REFLECTED_DEPTH_MAX) throw new UsageError(`structures stand at most ${REFLECTED_DEPTH_MAX} deep`);
  const { writer } = draft;
  const at = writer.size;
  writer.u32(structure.length);
  writer.zeros(DESCRIPTOR * structure.length);
  structure.forEach((property, index) => {
    const descriptor = at + 4 + DESCRIPTOR * index;
    writer.patch(descriptor, placeText(draft, property.name));
    writer.patch(descriptor + 4, reflectedCodes[property.type]);
    writer.patch(descriptor + 8, volumeOf(property));
    writer.patch(descriptor + 12, writeData(draft, property, depth));
  });
  return at - REFLECTED_HEADER;
}

function volumeOf(property: Property): number {
  if (!('values' in property)) return 0;
  return property.values.length === 0 ? EMPTY_VOLUME : property.values.length;
}

function placeText({ writer, texts }: Draft, text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const octets = Buffer.from(text);
  if (text.includes('\0') || octets.toString() !== text) {
    throw new UsageError(`no text of a reflected object: ${JSON.stringify(text)}`);
  }
  const at = writer.size - REFLECTED_HEADER;
  writer.octets(octets);
  writer.u8(0);
  texts.set(text, at);
  return at;
}

/** Writes a property's value or values and returns their offset; 0 for an empty list. */
function writeData(draft: Draft, property: Property, depth: number): number {
  const values: readonly unknown[] | Uint8Array = 'values' in property ? property.values : [property.value];
  const isList = 'values' in property;
  if (values.length === 0) return 0;
  switch (property.type) {
    case 'string':
      return writeEach(draft, values as readonly string[], isList, (text) => placeText(draft, text));
    case 'structure':
      return writeEach(draft, values as readonly Structure[], isList, (inner) =>
        writeStructure(draft, inner, depth + 1),
      );
    default:
      return writePlain(draft.writer, property.name, property.type, values);
  }
}

/** A single value stands where it is put; those of a list are put one after the other, and a table of their offsets before them. */
function writeEach<Value>(
  { writer }: Draft,
  values: readonly Value[],
  isList: boolean,
  put: (value: Value) => number,
): number {
  if (!isList) return put(values[0] as Value);
  const table = writer.size;
  writer.zeros(4 * values.length);
  values.forEach((value, index) => writer.patch(table + 4 * index, put(value)));
  return table - REFLECTED_HEADER;
}

function writePlain(
  writer: OctetWriter,
  name: string,
  type: PlainType,
  values: readonly unknown[] | Uint8Array,
): number {
  const at = writer.size - REFLECTED_HEADER;
  if (values instanceof Uint8Array) {
    writer.octets(values);
    return at;
  }
  const plain = plainTypes[type] as Plain<unknown>;
  const wrong = values.findIndex((value) => !plain.fits(value));
  if (wrong >= 0) throw new UsageError(`${name} is ${String(values[wrong])}, which is no ${type}`);
  writer.put(plain.octets * values.length, (view) => {
    values.forEach((value, index) => plain.write(view, plain.octets * index, value));
  });
  return at;
}
