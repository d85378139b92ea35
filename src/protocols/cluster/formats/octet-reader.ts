/**
 * Reads integers, octets and texts at any offset of a part of some octets. The first fault is kept and nothing is thrown: what is
 * outside reads as zero, so a reader goes on without harm until it looks at `fault`. Little endian.
 * A budget bounds what may be read in all: offsets may point at one place many times, and then a few octets tell of many.
 * Leaves out what formats mean. Source: spec/cluster.md sections 6.4, 6.6 and 8.
 */
import { readText } from '../../../wire/text.ts';
import type { FormatFault, FormatFaultCode } from './result.ts';

/** Texts may be shared, so that all of them together may have more octets than there are: so many times more, and a little. Ours. */
const TEXT_SHARING = 4;
const TEXT_SLACK = 64 * 1024;

export interface OctetReader {
  readonly fault: FormatFault | null;
  fail(code: FormatFaultCode, path: string, at: number): void;
  /** Whether the octets are there; a fault otherwise. */
  has(at: number, octets: number, path: string): boolean;
  /** Takes octets of records from the budget, which is the size of the part: whole records are not shared. */
  spend(octets: number, path: string, at: number): boolean;
  u32(at: number, path: string): number;
  u64(at: number, path: string): bigint;
  view(at: number, octets: number, path: string): DataView;
  octets(at: number, octets: number, path: string): Uint8Array;
  /** UTF-16LE up to a zero unit; unpaired surrogates are kept as they are. */
  wideText(at: number, path: string): string;
  /** Strict UTF-8 up to a zero octet. */
  text(at: number, path: string): string;
}

/** A reader of `size` octets from `start`; faults count their offset from the first of `octets`. The part must be there. */
export function createOctetReader(octets: Uint8Array, start: number, size: number): OctetReader {
  const part = Buffer.from(octets.buffer, octets.byteOffset + start, size);
  const texts = new Map<number, string>();
  const zeros = new DataView(new ArrayBuffer(ZEROS));
  let fault: FormatFault | null = null;
  let recordsLeft = size;
  let textsLeft = size * TEXT_SHARING + TEXT_SLACK;

  const fail = (code: FormatFaultCode, path: string, at: number): void => {
    fault ??= { code, path, offset: start + Math.min(at, size) };
  };

  const has = (at: number, count: number, path: string): boolean => {
    const isThere = at + count <= size;
    if (!isThere) fail('out-of-bounds', path, at);
    return isThere;
  };

  const spend = (count: number, path: string, at: number): boolean => {
    recordsLeft -= count;
    if (recordsLeft < 0) fail('too-much', path, at);
    return recordsLeft >= 0;
  };

  const view = (at: number, count: number, path: string): DataView =>
    has(at, count, path) ? new DataView(part.buffer, part.byteOffset + at, count) : zeros;

  /** Finds the end, reads and remembers a text; each place is read once. */
  const textAt = (
    at: number,
    path: string,
    end: number,
    unit: number,
    read: (end: number) => string | null,
  ): string => {
    const known = texts.get(at);
    if (known !== undefined) return known;
    if (end < 0) fail('out-of-bounds', path, at);
    else textsLeft -= end + unit - at;
    if (textsLeft < 0) fail('too-much', path, at);
    const text = fault === null ? read(end) : '';
    if (text === null) fail('bad-text', path, at);
    texts.set(at, text ?? '');
    return text ?? '';
  };

  return {
    get fault() {
      return fault;
    },
    fail,
    has,
    spend,
    view,
    u32: (at, path) => (has(at, 4, path) ? part.readUInt32LE(at) : 0),
    u64: (at, path) => view(at, 8, path).getBigUint64(0, true),
    octets: (at, count, path) =>
      has(at, count, path) ? new Uint8Array(part.buffer, part.byteOffset + at, count) : new Uint8Array(0),
    wideText: (at, path) =>
      textAt(at, path, texts.has(at) ? at : endOfWide(part, at), 2, (end) => part.toString('utf16le', at, end)),
    text: (at, path) =>
      textAt(at, path, texts.has(at) || at >= size ? -1 : part.indexOf(0, at), 1, (end) =>
        readText(part, at, end - at),
      ),
  };
}

/** Octets of the largest value that is read at once. */
const ZEROS = 80;

function endOfWide(part: Buffer, at: number): number {
  for (let end = at; end + 1 < part.length; end += 2) {
    if (part[end] === 0 && part[end + 1] === 0) return end;
  }
  return -1;
}
