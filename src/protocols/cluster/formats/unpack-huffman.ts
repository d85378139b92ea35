/**
 * Undoes Huffman coding. Leaves out packing: our writer stores. Source: spec/cluster.md Appendix C.5, "Huffman".
 */
import { createBitReader, type BitReader } from './bit-reader.ts';
import { bad, good, type FormatResult } from './result.ts';

/** A leaf is its symbol, a branch its two sides. */
type Tree = number | readonly [left: Tree, right: Tree];

const HEAD = 5;
/** The length that stands for no bits at all: one symbol, again and again. */
const NO_BITS = 0xff;

/**
 * The octets that were coded, at most `max`; coded ones have a bit each, so that what is made is at most eight times what came,
 * but for a single symbol. Never throws on a peer's octets.
 * Ambiguity: a tree with a hole (leaves whose codes do not fill it) follows from no writer that the page describes; a fault. C.5.
 */
export function unpackHuffman(octets: Uint8Array, max: number): FormatResult<Uint8Array> {
  if (octets.length < HEAD) return bad('out-of-bounds', 'huffman', octets.length);
  const size = new DataView(octets.buffer, octets.byteOffset).getUint32(0, true);
  const leaves = (octets[4] as number) || 256;
  const start = HEAD + 2 * leaves;
  if (octets.length < start) return bad('out-of-bounds', 'huffman', octets.length);
  if (size > max) return bad('size-over-limit', 'huffman', 0);
  if (leaves === 1 && octets[6] === NO_BITS) return good(new Uint8Array(size).fill(octets[5] as number));
  const tree = treeOf(octets, leaves);
  if (tree === null || typeof tree === 'number') return bad('wrong-size', 'huffman', HEAD);
  const bits = createBitReader(octets, start);
  if (size > bits.left) return bad('out-of-bounds', 'huffman', 0);
  return decodeAll(tree, bits, size, octets.length);
}

/** Leaves stand in order from the left, each with its depth: they fill one tree, or they are wrong. */
function treeOf(octets: Uint8Array, leaves: number): Tree | null {
  let next = 0;
  const grow = (depth: number): Tree | null => {
    if (next === leaves) return null;
    const at = HEAD + 2 * next;
    const leafDepth = (octets[at + 1] as number) + 1;
    if (leafDepth < depth) return null;
    if (leafDepth === depth) {
      next += 1;
      return octets[at] as number;
    }
    const left = grow(depth + 1);
    const right = left === null ? null : grow(depth + 1);
    return left === null || right === null ? null : [left, right];
  };
  const tree = grow(0);
  return next === leaves ? tree : null;
}

function decodeAll(tree: Tree, bits: BitReader, size: number, end: number): FormatResult<Uint8Array> {
  const decoded = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) {
    let node = tree;
    while (typeof node !== 'number') {
      if (bits.left === 0) return bad('out-of-bounds', 'huffman', end);
      node = node[bits.take(1) as 0 | 1];
    }
    decoded[index] = node;
  }
  return good(decoded);
}
