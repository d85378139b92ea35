/**
 * Time on the wire: milliseconds since 0001-01-01 00:00:00 UTC, proleptic Gregorian. Leaves out what time it is.
 * Source: spec/cluster.md section 6.1.
 */

/** A count of milliseconds as it stands on the wire. */
export type Ticks = bigint;

/** Ticks of 1970-01-01 00:00:00 UTC: 719 162 days. */
export const UNIX_EPOCH_TICKS: Ticks = 62_135_596_800_000n;

/** Ticks of a Unix time in milliseconds; parts of a millisecond are cut off. */
export function ticksOf(unixMs: number): Ticks {
  return BigInt(Math.trunc(unixMs)) + UNIX_EPOCH_TICKS;
}

/** Unix time in milliseconds; exact up to 2^53 ms, beyond every time that a Date has. */
export function unixMsOf(ticks: Ticks): number {
  return Number(ticks - UNIX_EPOCH_TICKS);
}
