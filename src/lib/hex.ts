/** Octets as hexadecimal text and back. Leaves out dumps with offsets and rulers (src/views). */
import { UsageError } from './errors.ts';

/** Lower-case hexadecimal, two digits an octet, `separator` between octets. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return separator === '' ? text : (text.match(/../g) ?? []).join(separator);
}

/** Reads hexadecimal text; white space between octets is skipped. UsageError for anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) throw new UsageError(`not hexadecimal: "${text}"`);
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** One number as hexadecimal with its prefix, `width` octets wide: `0x0a`. */
export function hexNumber(value: number | bigint, width: number): string {
  return `0x${value.toString(16).padStart(width * 2, '0')}`;
}
