/**
 * Unpacks the data of an archive's entry: blocks, each with a chain of methods.
 * Leaves out packing: our writer stores. Source: spec/cluster.md Appendix C.5.
 */
import { createOctetReader } from './octet-reader.ts';
import { bad, good, type FormatResult } from './result.ts';
import { unpackHuffman } from './unpack-huffman.ts';
import { unpackLzw } from './unpack-lzw.ts';

/** Methods by their number. Those of run lengths (9 to 13) have no description on the page, and the packager makes none. */
const methods: Readonly<Record<number, typeof unpackLzw>> = { 1: unpackHuffman, 3: unpackLzw };
const BLOCK_HEAD = 12;
/** Nibbles of a chain. */
const CHAIN = 8;

/**
 * Unpacks into at most `max` octets. Faults: out-of-bounds, size-over-limit, unknown-type for a method, wrong-size where a block is
 * not as long as it says. Never throws on a peer's octets.
 */
export function unpack(octets: Uint8Array, max: number): FormatResult<Uint8Array> {
  const reader = createOctetReader(octets, 0, octets.length);
  const count = reader.u32(0, 'blocks');
  const parts: Uint8Array[] = [];
  let [at, left] = [4, max];
  while (parts.length < count && reader.fault === null) {
    const [packed, original, chain] = [0, 4, 8].map((field) => reader.u32(at + field, 'block')) as Three;
    const content = reader.octets(at + BLOCK_HEAD, packed, 'block');
    if (reader.fault !== null) break;
    if (original > left) return bad('size-over-limit', 'block', at + 4);
    const part = unpackBlock(content, original, chain, at);
    if (part.kind === 'bad') return part;
    parts.push(part.value);
    at += BLOCK_HEAD + packed;
    left -= original;
  }
  return reader.fault === null ? good(new Uint8Array(Buffer.concat(parts))) : { kind: 'bad', fault: reader.fault };
}

type Three = [number, number, number];

/** Undoes the methods from the highest nibble down: the lowest was applied first. */
function unpackBlock(content: Uint8Array, size: number, chain: number, at: number): FormatResult<Uint8Array> {
  let octets = content;
  for (let nibble = CHAIN - 1; nibble >= 0; nibble -= 1) {
    const number = (chain >>> (4 * nibble)) & 0xf;
    if (number === 0) continue;
    const method = methods[number];
    if (method === undefined) return bad('unknown-type', 'block', at + 8);
    // What stands between two methods may be a little longer than either end, never much: a packer takes what is smallest.
    const result = method(octets, nibble === 0 ? size : size * 2 + BETWEEN);
    if (result.kind === 'bad') return bad(result.fault.code, 'block', at + BLOCK_HEAD);
    octets = result.value;
  }
  return octets.length === size ? good(octets) : bad('wrong-size', 'block', at + 4);
}

/** Octets that a method may add to what is hardly there. */
const BETWEEN = 1024;
