/**
 * The one walk over octets by a declaration: where each field stands, as far as that can be told. Slow and exact; serves views,
 * and the decoder when octets are missing or wrong. Leaves out values (src/wire). Source: DESIGN "A message is declared once".
 */
import { unreachable } from '../lib/assert.ts';
import { octetsOf, type Field, type Width } from './fields.ts';
import type { MessageSpec } from './message.ts';

/** One field and where it stands, in octets from the first octet of the message. */
export interface Placed {
  readonly name: string;
  readonly field: Field;
  readonly start: number;
  readonly end: number;
}

/**
 * Places the fields of the message at `start` in order, until one whose size cannot be told yet.
 * The last ones may end after `end`: they are not whole.
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
