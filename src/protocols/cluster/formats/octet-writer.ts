/**
 * Octets that grow at their end and are patched behind it. Little endian.
 * Leaves out what formats mean. Source: spec/cluster.md sections 6.4 and 6.6.
 */
import { assert } from '../../../lib/assert.ts';

/** Octets of the first piece of memory. Ours. */
const FIRST = 512;

export interface OctetWriter {
  /** Octets that were written: where the next one will stand. */
  readonly size: number;
  u8(value: number): void;
  u32(value: number): void;
  u64(value: bigint): void;
  /** Appends so many octets through a view of them. */
  put(octets: number, write: (view: DataView) => void): void;
  octets(octets: Uint8Array): void;
  zeros(count: number): void;
  patch(at: number, value: number): void;
  /** What was written, as an array of exactly its size. */
  finish(): Uint8Array;
}

/** A writer that has written nothing. */
export function createOctetWriter(): OctetWriter {
  let held = new Uint8Array(FIRST);
  let view = new DataView(held.buffer);
  let size = 0;

  /** Makes room for more and returns the place of the first of them. */
  const grow = (count: number): number => {
    const at = size;
    size += count;
    if (size > held.length) {
      const larger = new Uint8Array(Math.max(size, held.length * 2));
      larger.set(held);
      held = larger;
      view = new DataView(held.buffer);
    }
    return at;
  };

  return {
    get size() {
      return size;
    },
    u8(value) {
      const at = grow(1);
      view.setUint8(at, value);
    },
    u32(value) {
      const at = grow(4);
      view.setUint32(at, value, true);
    },
    u64(value) {
      const at = grow(8);
      view.setBigUint64(at, value, true);
    },
    put(count, write) {
      const at = grow(count);
      write(new DataView(held.buffer, at, count));
    },
    octets(octets) {
      const at = grow(octets.length);
      held.set(octets, at);
    },
    zeros: (count) => void grow(count),
    patch(at, value) {
      assert(at + 4 <= size, 'a patch stands in what was written');
      view.setUint32(at, value, true);
    },
    finish: () => held.slice(0, size),
  };
}
