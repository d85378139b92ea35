/**
 * Strict UTF-8 between octets and strings, short ASCII text without a call into the engine.
 * Leaves out every other encoding. Source: spec/job.md D-2.
 */
import { isUtf8 } from 'node:buffer';
import { UsageError } from '../lib/errors.ts';

/** Node's own methods of Buffer, which work on every Uint8Array. */
interface EngineText {
  utf8Slice(start: number, end: number): string;
  utf8Write(text: string, offset: number, size: number): number;
}
const { utf8Slice, utf8Write } = Buffer.prototype as unknown as EngineText;

/** Octets up to which reading in JavaScript beats a call into the engine; measured. */
const SHORT_READ = 32;
/** Characters up to which writing in JavaScript beats a call into the engine; measured. */
const SHORT_WRITE = 20;
/** What the engine puts where octets are not UTF-8; a character of its own as well. */
const REPLACEMENT = '\ufffd';

/** Reads `size` octets at `start` as text; null where they are not UTF-8. The octets must be there. */
export function readText(octets: Uint8Array, start: number, size: number): string | null {
  return (size <= SHORT_READ ? readShort(octets, start, size) : null) ?? readAny(octets, start, start + size);
}

function readAny(octets: Uint8Array, start: number, end: number): string | null {
  const text = utf8Slice.call(octets, start, end);
  return text.includes(REPLACEMENT) && !isUtf8(octets.subarray(start, end)) ? null : text;
}

/** Reads up to SHORT_READ octets; null where they are not ASCII. One case for each size: no loop, no string put together of parts. */
const readShort = compileReadShort();

function compileReadShort(): (octets: Uint8Array, start: number, size: number) => string | null {
  const cases = Array.from({ length: SHORT_READ }, (_, index) => caseOfSize(index + 1));
  const text = `return function readShort(b, s, n) { switch (n) { ${cases.join('\n')} default: return ''; } };`;
  const make = new Function('fromCharCode', text) as (fromCharCode: unknown) => typeof readShort;
  return make(String.fromCharCode);
}

function caseOfSize(size: number): string {
  const octets = Array.from({ length: size }, (_, index) => `c${index}`);
  const reads = octets.map((octet, index) => `${octet} = b[s + ${index}]`);
  return `case ${size}: { const ${reads.join(', ')}; return (${octets.join(' | ')}) < 0x80 ? fromCharCode(${octets.join(', ')}) : null; }`;
}

/** Writes `text` at `start` and returns its octets; there must be room for them. UsageError for half a surrogate pair. */
export function writeText(octets: Uint8Array, start: number, text: string): number {
  const { length } = text;
  if (length > SHORT_WRITE) return writeAny(octets, start, text);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return writeAny(octets, start, text);
    octets[start + index] = code;
  }
  return length;
}

function writeAny(octets: Uint8Array, start: number, text: string): number {
  const size = utf8Write.call(octets, text, start, octets.length - start);
  if (size !== text.length) checkWellFormed(text);
  return size;
}

function checkWellFormed(text: string): void {
  if (!(text as unknown as { isWellFormed(): boolean }).isWellFormed()) {
    throw new UsageError('a text with half a surrogate pair has no UTF-8');
  }
}

/** Octets of `text` in UTF-8. UsageError for what is no string, or has half a surrogate pair. */
export function sizeOfText(text: unknown): number {
  if (typeof text !== 'string') throw new UsageError(`a text field wants a string, not ${typeof text}`);
  const size = Buffer.byteLength(text);
  if (size !== text.length) checkWellFormed(text);
  return size;
}

/** Offset of the first octet, counted from `start`, at which the octets stop being UTF-8. They must not be UTF-8. */
export function firstWrongOctet(octets: Uint8Array, start: number, size: number): number {
  const part = octets.subarray(start, start + size);
  let good = 0;
  while (good < size) {
    const step = sequenceSize(part[good] as number);
    if (!isUtf8(part.subarray(good, good + step))) return good;
    good += step;
  }
  return good;
}

function sequenceSize(lead: number): number {
  if (lead < 0xe0) return lead < 0xc0 ? 1 : 2;
  return lead < 0xf0 ? 3 : 4;
}
