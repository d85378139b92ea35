/**
 * Strict UTF-8 between octets and strings, short ASCII text without leaving JavaScript.
 * Leaves out every other encoding. Source: spec/job.md D-2; https://encoding.spec.whatwg.org for the place of the first wrong octet.
 */
import { isUtf8 } from 'node:buffer';
import { UsageError } from '../lib/errors.ts';

/** Node's own methods of Buffer, which work on every Uint8Array. */
interface Slices {
  utf8Slice(start: number, end: number): string;
  latin1Slice(start: number, end: number): string;
  utf8Write(text: string, offset: number, size: number): number;
  latin1Write(text: string, offset: number, size: number): number;
}
const { utf8Slice, latin1Slice, utf8Write, latin1Write } = Buffer.prototype as unknown as Slices;

/** Octets up to which a loop beats a call into the engine; measured by the benchmark. */
const SHORT = 24;
/** What a decoder puts where octets are not UTF-8; also a character of its own. */
const REPLACEMENT = '\ufffd';

/** Reads `size` octets at `start` as text; null where they are not UTF-8. The octets must be there. */
export function readText(octets: Uint8Array, start: number, size: number): string | null {
  if (size === 0) return '';
  const end = start + size;
  if (size <= SHORT && isAscii(octets, start, end)) return latin1Slice.call(octets, start, end);
  const text = utf8Slice.call(octets, start, end);
  return text.includes(REPLACEMENT) && !isUtf8(octets.subarray(start, end)) ? null : text;
}

function isAscii(octets: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (let at = start; at < end; at += 1) bits |= octets[at] as number;
  return bits < 0x80;
}

/** Octets of `text` in UTF-8. UsageError for what is no string, or has half a surrogate pair. */
export function sizeOfText(text: unknown, field: string): number {
  if (typeof text !== 'string') throw new UsageError(`field ${field} wants text, not ${typeof text}`);
  const { length } = text;
  if (length <= SHORT) {
    let bits = 0;
    for (let index = 0; index < length; index += 1) bits |= text.charCodeAt(index);
    if (bits < 0x80) return length;
  }
  const size = Buffer.byteLength(text);
  if (size !== length && !(text as unknown as { isWellFormed(): boolean }).isWellFormed()) {
    throw new UsageError(`field ${field} has half a surrogate pair`);
  }
  return size;
}

/** Writes `text`, whose size in UTF-8 is `size`, at `start`. */
export function writeText(octets: Uint8Array, start: number, text: string, size: number): void {
  if (size !== text.length) utf8Write.call(octets, text, start, size);
  else if (size > SHORT) latin1Write.call(octets, text, start, size);
  else for (let index = 0; index < size; index += 1) octets[start + index] = text.charCodeAt(index);
}

/** Offset of the first octet, counted from `start`, at which the octets stop being UTF-8. They must not be UTF-8. */
export function firstWrongOctet(octets: Uint8Array, start: number, size: number): number {
  const part = octets.subarray(start, start + size);
  let good = 0;
  while (good < size) {
    const step = sequenceSize(part[good] as number);
    if (good + step > size || !isUtf8(part.subarray(good, good + step))) return good;
    good += step;
  }
  return good;
}

function sequenceSize(lead: number): number {
  if (lead < 0xe0) return lead < 0xc0 ? 1 : 2;
  return lead < 0xf0 ? 3 : 4;
}
