/**
 * Memory that small messages are written into, one after the other, each then cut off as an array of exactly its size.
 * An octet is given out once only. Leaves out large messages, which get memory of their own.
 * Source: ours, after Node's pool of buffers.
 */

/** Octets of one slab; ours, after node's pool. */
const SLAB = 8192;
/** Messages that may be larger get memory of their own: a slab lives as long as any message in it. */
export const SLAB_MESSAGE_MAX = 2048;

/** The slab in use: write into `octets` from `at` on, then `cut`. */
export const slab = { octets: new Uint8Array(SLAB), at: 0 };

/** Makes sure of `room` octets after `slab.at`. `room` is at most SLAB_MESSAGE_MAX. */
export function reserve(room: number): Uint8Array {
  if (slab.at + room > SLAB) {
    slab.octets = new Uint8Array(SLAB);
    slab.at = 0;
  }
  return slab.octets;
}

/** Gives out the next `size` octets. */
export function cut(size: number): Uint8Array {
  const start = slab.at;
  slab.at = start + size;
  return new Uint8Array(slab.octets.buffer, start, size);
}
