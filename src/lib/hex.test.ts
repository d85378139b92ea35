/** Hexadecimal there and back, and what is refused. */
import { deepStrictEqual, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { fromHex, hexNumber, toHex } from './hex.ts';

test('octets and text', () => {
  const octets = Uint8Array.of(0, 0x0a, 0xff);
  strictEqual(toHex(octets), '000aff');
  strictEqual(toHex(octets, ' '), '00 0a ff');
  strictEqual(toHex(octets.subarray(1)), '0aff');
  strictEqual(toHex(new Uint8Array(0), ' '), '');
  deepStrictEqual(fromHex(' 00 0A\nff'), octets);
  deepStrictEqual(fromHex(''), new Uint8Array(0));
});

test('what is not hexadecimal is refused', () => {
  for (const text of ['0', '0g', '0x00', '00,01']) throws(() => fromHex(text), { name: 'UsageError' });
});

test('numbers have their width', () => {
  strictEqual(hexNumber(10, 1), '0x0a');
  strictEqual(hexNumber(1n, 8), '0x0000000000000001');
});
