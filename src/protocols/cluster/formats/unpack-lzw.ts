/**
 * Undoes LZW. Leaves out packing: our writer stores. Source: spec/cluster.md Appendix C.5, "LZW".
 */
import { createBitReader } from './bit-reader.ts';
import { bad, good, type FormatResult } from './result.ts';

const FIRST_WIDTH = 9;
const SYMBOLS = 256;
/** Widths beyond this cannot be: a table has an entry for each code. */
const WIDTH_MAX = 31;

/** Words of the table: where each last stood in what was made, and how long it is. */
interface Words {
  readonly starts: number[];
  readonly sizes: number[];
}

/** The octets that were coded, at most `max`. Memory grows with what is made. Never throws on a peer's octets. */
export function unpackLzw(octets: Uint8Array, max: number): FormatResult<Uint8Array> {
  const bits = createBitReader(octets, 0);
  const words: Words = { starts: [], sizes: [] };
  let made = new Uint8Array(Math.min(max, octets.length * 2));
  let size = 0;
  let width = FIRST_WIDTH;
  let previous = 0;
  while (bits.left >= width) {
    const code = bits.take(width);
    const wordSize = code < SYMBOLS ? 1 : words.sizes[code - SYMBOLS];
    if (wordSize === undefined) return bad('out-of-bounds', 'lzw', octets.length - (bits.left >> 3) - 1);
    if (size + wordSize > max) return bad('size-over-limit', 'lzw', octets.length - (bits.left >> 3) - 1);
    made = withRoom(made, size + wordSize, max);
    const start = words.starts[code - SYMBOLS];
    // A word never reaches into its copy: it was whole before the code that names it.
    if (start === undefined) made[size] = code;
    else made.copyWithin(size, start, start + wordSize);
    // The new word is the previous one and the first octet of this: they stand side by side already.
    if (previous > 0) addWord(words, size - previous, previous + 1);
    previous = wordSize;
    size += wordSize;
    if (words.starts.length + SYMBOLS === 2 ** width && width < WIDTH_MAX) width += 1;
  }
  return good(made.slice(0, size));
}

function addWord(words: Words, start: number, size: number): void {
  words.starts.push(start);
  words.sizes.push(size);
}

function withRoom(made: Uint8Array<ArrayBuffer>, size: number, max: number): Uint8Array<ArrayBuffer> {
  if (size <= made.length) return made;
  const larger = new Uint8Array(Math.min(max, Math.max(size, made.length * 2)));
  larger.set(made);
  return larger;
}
