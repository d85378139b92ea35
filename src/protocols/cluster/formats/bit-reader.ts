/**
 * Bits of some octets, the least significant of each octet first. Leaves out what they mean (unpack-lzw.ts, unpack-huffman.ts).
 * Source: spec/cluster.md Appendix C.5.
 */

export interface BitReader {
  /** Bits that are left. */
  readonly left: number;
  /** The next `count` bits, the first the least significant; they must be there, and be at most 31. */
  take(count: number): number;
}

/** A reader of the bits from `start` on. */
export function createBitReader(octets: Uint8Array, start: number): BitReader {
  let at = start * 8;
  return {
    get left() {
      return octets.length * 8 - at;
    },
    take(count) {
      let value = 0;
      for (let index = 0; index < count; index += 1, at += 1) {
        value |= (((octets[at >> 3] as number) >> (at & 7)) & 1) << index;
      }
      return value;
    },
  };
}
