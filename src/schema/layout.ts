/**
 * The one walk over octets by a declaration: where each field stands, as far as that can be told. Slow and exact; serves views,
 * and the decoder when octets are missing or wrong. Leaves out values (src/wire). Source: DESIGN "A message is declared once".
 */
import { octetsOf, steadyOctets, type Field, type Width } from './fields.ts';
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
 * The last ones may end after `end`: they are not whole. An open field ends at `end`.
 */
export function placeFields(spec: MessageSpec, octets: Uint8Array, start: number, end: number): readonly Placed[] {
  const placed: Placed[] = [];
  const sizes = new Map<string, number>();
  let at = 0;
  for (const [name, field] of Object.entries(spec.fields)) {
    const octetCount = steadyOctets(field) ?? sizeOfField(field, sizes, octets, start + at, end);
    if (octetCount === null) break;
    placed.push({ name, field, start: at, end: at + octetCount });
    if (field.kind === 'size' && start + at + octetCount <= end) {
      sizes.set(name, readInteger(octets, start + at, field.width, spec.byteOrder === 'be') - (field.base ?? 0));
    }
    at += octetCount;
  }
  return placed;
}

function sizeOfField(
  field: Field,
  sizes: ReadonlyMap<string, number>,
  octets: Uint8Array,
  at: number,
  end: number,
): number | null {
  switch (field.kind) {
    case 'text':
    case 'bytes':
    case 'stream':
      return sizes.get(field.sizedBy) ?? null;
    case 'ended-text': {
      const zero = endOfText(octets, at, end);
      return (zero < 0 ? Math.max(end, at) : zero) + 1 - at;
    }
    case 'rest-text':
    case 'rest-bytes':
      return Math.max(end - at, 0);
    case 'rest-longs':
      return Math.max(end - at - ((end - at) % octetsOf.u64), 0);
    default:
      return null;
  }
}

/** The place of the first zero octet from `at` up to `end`, -1 where there is none. */
export function endOfText(octets: Uint8Array, at: number, end: number): number {
  const zero = at < end ? octets.subarray(at, end).indexOf(0) : -1;
  return zero < 0 ? -1 : at + zero;
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
