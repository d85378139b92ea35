/**
 * Where the fields of a message stand in octets, as far as they can be told: the slow, exact reading of a declaration.
 * Serves views, and the decoder when octets are missing. Leaves out values (codec.ts). Source: DESIGN "A message is declared once".
 */
import { unreachable } from '../lib/assert.ts';
import { octetsOf, type Field, type MessageSpec, type Width } from '../schema/index.ts';

/** Offsets from the first octet of the message; `end` is after the last octet of the field. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One field and where it stands; `claimed` is what a size field says. */
export interface Placed {
  readonly name: string;
  readonly field: Field;
  readonly start: number;
  readonly end: number;
}

/**
 * Places fields in order until one whose size cannot be told yet. A placed field may end after `end`: it is then not whole.
 * Offsets from `start`.
 */
export function placeFields(spec: MessageSpec, octets: Uint8Array, start: number, end: number): readonly Placed[] {
  const placed: Placed[] = [];
  const sizes = new Map<string, number>();
  let at = 0;
  for (const [name, field] of Object.entries(spec.fields)) {
    const octetCount = sizeOfField(field, sizes);
    if (octetCount === null) break;
    placed.push({ name, field, start: at, end: at + octetCount });
    if (field.kind === 'size' && start + at + octetCount <= end) {
      sizes.set(name, readInteger(octets, start + at, field.width, spec.byteOrder === 'be'));
    }
    at += octetCount;
  }
  return placed;
}

function sizeOfField(field: Field, sizes: ReadonlyMap<string, number>): number | null {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
      return octetsOf[field.kind];
    case 'constant':
    case 'size':
      return octetsOf[field.width];
    case 'text':
    case 'bytes':
    case 'stream':
      return sizes.get(field.sizedBy) ?? null;
    default:
      return unreachable(field);
  }
}

/** Reads an unsigned integer; its octets must be there. */
export function readInteger(octets: Uint8Array, at: number, width: Width, bigEndian: boolean): number {
  const count = octetsOf[width];
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    value = value * 256 + (octets[bigEndian ? at + index : at + count - 1 - index] as number);
  }
  return value;
}

/** The spans of all fields that are whole. */
export function spansOf(spec: MessageSpec, octets: Uint8Array, start: number, end: number): Readonly<Record<string, Span>> {
  const whole = placeFields(spec, octets, start, end).filter((placed) => start + placed.end <= end);
  return Object.fromEntries(whole.map((placed) => [placed.name, { start: placed.start, end: placed.end }]));
}
