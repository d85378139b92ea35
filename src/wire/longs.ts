/**
 * Lists of integers of eight octets between octets and bigints.
 * Leaves out integers that stand alone, which generated code reads and writes (compile-decode.ts, compile-encode.ts).
 */

/** Reads as many integers as are whole from `start` up to `end`. */
export function readLongs(octets: Uint8Array, start: number, end: number, little: boolean): readonly bigint[] {
  const view = new DataView(octets.buffer, octets.byteOffset + start, end - start);
  return Array.from({ length: Math.floor((end - start) / 8) }, (_, index) => view.getBigUint64(index * 8, little));
}

/** Writes the integers at `start` and returns their octets; there must be room for them. */
export function writeLongs(octets: Uint8Array, start: number, values: readonly bigint[], little: boolean): number {
  const view = new DataView(octets.buffer, octets.byteOffset + start);
  values.forEach((value, index) => view.setBigUint64(index * 8, value, little));
  return values.length * 8;
}

/** Whether each of `values` is an integer that eight octets hold. */
export function areLongs(values: unknown): values is readonly bigint[] {
  return Array.isArray(values) && values.every(isLong);
}

function isLong(value: unknown): boolean {
  return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
}
