/**
 * Seeded random numbers in integer arithmetic alone (sfc32), so that every engine draws the same.
 *
 * A fork depends on the seed and the name, never on how much was drawn: to take one away shifts no other stream.
 * Leaves out floating point, distributions and everything secret. Source: C. Doty-Humphrey, PractRand (sfc32).
 */

/** One stream of random numbers. */
export interface Prng {
  /** 32 uniform bits as an unsigned integer. */
  u32(): number;
  /** Uniform integer in 0..n-1, without bias; `n` is an integer in 1..2^32, else RangeError. */
  below(n: number): number;
  /** True in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean;
  /** A stream of its own, the same for the same seed and name whatever was drawn from this one. */
  fork(name: string): Prng;
  /** Fills all of `bytes`. */
  fill(bytes: Uint8Array): void;
}

const RANGE = 0x1_0000_0000;

/** Moves every bit of the result with every bit of `word` (murmur3's finalizer). */
const mix = (word: number): number => {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

/** Hashes UTF-16 units into 32 bits from a start value (FNV-1a over units, then mixed). */
const hashText = (text: string, start: number): number => {
  let hash = start ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
};

/** A raw word source over sfc32's four words; `high` and `low` are its seed. */
const createWords = (high: number, low: number): (() => number) => {
  let a = high | 0;
  let b = low | 0;
  let c = mix(high ^ mix(low)) | 0;
  let count = 1;
  const word = (): number => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) word();
  return word;
};

const createStream = (high: number, low: number): Prng => {
  const u32 = createWords(high, low);
  const below = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > RANGE) throw new RangeError(`below wants 1..2^32, not ${n}`);
    const excess = RANGE % n;
    let drawn = u32();
    while (drawn < excess) drawn = u32();
    return drawn % n;
  };
  return {
    u32,
    below,
    chance: (numerator, denominator) => below(denominator) < numerator,
    fork: (name) => createStream(hashText(name, mix(high)), hashText(name, mix(low ^ 0x85a308d3))),
    fill: (bytes) => {
      let word = 0;
      for (let index = 0; index < bytes.length; index += 1) {
        if ((index & 3) === 0) word = u32();
        bytes[index] = word & 255;
        word >>>= 8;
      }
    },
  };
};

/** Makes a stream. Equal seeds give equal streams on every engine; 1 and '1' are the same seed. */
export const createPrng = (seed: number | string): Prng => {
  const text = String(seed);
  return createStream(hashText(text, 0x9e3779b9), hashText(text, 0x243f6a88));
};
