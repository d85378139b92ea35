/**
 * UUIDs: 16 raw octets in values of messages, 32 lower-case hexadecimal digits in tables and keys, and the text that originals print.
 * Leaves out the making of new ones, which needs dice. Source: spec/cluster.md section 6.2.
 */
import { fromHex, toHex } from '../../../lib/hex.ts';
import { UsageError } from '../../../lib/errors.ts';

/** 32 lower-case hexadecimal digits: equal UUIDs are equal strings. */
export type Uuid = string;

export const UUID_OCTETS = 16;
/** Means "join" as the target of a handshake. */
export const ZERO_UUID: Uuid = '0'.repeat(UUID_OCTETS * 2);

/** The UUID in 16 octets. */
export function uuidOf(octets: Uint8Array): Uuid {
  if (octets.length !== UUID_OCTETS) throw new UsageError(`a UUID has ${UUID_OCTETS} octets, not ${octets.length}`);
  return toHex(octets);
}

/** The 16 octets of a UUID. */
export function uuidOctets(uuid: Uuid): Uint8Array {
  return fromHex(parseUuid(uuid));
}

/** Reads 32 hexadecimal digits with dashes anywhere. UsageError for anything else. */
export function parseUuid(text: string): Uuid {
  const digits = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new UsageError(`no UUID: "${text}"`);
  return digits;
}

/** Eight groups of four upper-case digits, as originals print it. */
export function uuidText(uuid: Uuid): string {
  return (uuid.toUpperCase().match(/.{4}/g) ?? []).join('-');
}
