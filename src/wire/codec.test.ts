/** The codec on messages that job does not have: 64-bit integers, contents of octets, both byte orders; and values that are refused. */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { fromHex, toHex } from '../lib/hex.ts';
import { bytes, constant, message, size, stream, text, u16, u32, u64, u8 } from '../schema/index.ts';
import { decode, encode, encodeHead } from './index.ts';
import { checkCodec } from './laws.ts';

const mixedOf = (byteOrder: 'be' | 'le') =>
  message({
    name: 'mixed',
    source: 'test',
    doc: 'All kinds of fields.',
    byteOrder,
    fields: {
      magic: constant('u32', { value: 0x45434c46, doc: 'Mark.' }),
      a: u8({ doc: 'a' }),
      b: u16({ doc: 'b' }),
      c: u32({ doc: 'c' }),
      nameSize: size('u8', { of: 'name', max: 200, unit: 'octets', doc: 'n' }),
      id: u64({ doc: 'id' }),
      name: text({ sizedBy: 'nameSize', doc: 'name' }),
      keySize: size('u16', { of: 'key', max: 4096, unit: 'octets', doc: 'k' }),
      key: bytes({ sizedBy: 'keySize', doc: 'key' }),
      tail: u16({ doc: 'tail' }),
    },
  });
const big = mixedOf('be');
const little = mixedOf('le');
const value = {
  a: 1,
  b: 0x0203,
  c: 0xfffefdfc,
  id: 0x8000000000000001n,
  name: 'é',
  key: fromHex('ff00'),
  tail: 0x0908,
};

test('all kinds of fields obey the laws of the codec in both byte orders', () => {
  const bigHex = '45434c46 01 0203 fffefdfc 02 8000000000000001 c3a9 0002 ff00 0908';
  const littleHex = '464c4345 01 0302 fcfdfeff 02 0100000000000080 c3a9 0200 ff00 0809';
  checkCodec(big, [{ value, hex: bigHex }]);
  checkCodec(little, [{ value, hex: littleHex }]);
});

test('a text is exact at every size round the borders between fast and slow paths', () => {
  for (const sample of ['a', 'é', '€', '\u{1f600}', '\ufffd', '\ufeff']) {
    for (let count = 0; count * Buffer.byteLength(sample) <= 200; count += 1) {
      const name = sample.repeat(count);
      const result = decode(big, encode(big, { ...value, name }));
      strictEqual(result.kind === 'ok' && result.value.name, name);
    }
  }
});

test('a large message is exactly sized too, and nothing is written twice', () => {
  const key = new Uint8Array(4096).fill(7);
  const first = encode(big, { ...value, key });
  const small = encode(big, value);
  const copy = small.slice();
  for (let count = 0; count < 2000; count += 1) encode(big, { ...value, a: count & 0xff });
  deepStrictEqual(small, copy);
  strictEqual(first.length, 4096 + 26);
  strictEqual(first.buffer.byteLength, first.length);
});

const wrongValues: readonly (readonly [field: string, wrong: unknown])[] = [
  ['a', 256],
  ['a', -1],
  ['a', 1.5],
  ['a', undefined],
  ['a', '1'],
  ['b', 65536],
  ['c', 2 ** 32],
  ['c', Number.NaN],
  ['id', 1],
  ['id', -1n],
  ['id', 2n ** 64n],
  ['name', 'x'.repeat(201)],
  ['name', 'é'.repeat(101)],
  ['name', '\ud800'],
  ['name', `${'x'.repeat(30)}\udc00`],
  ['name', null],
  ['key', [1]],
  ['key', new Uint8Array(4097)],
];

for (const [field, wrong] of wrongValues) {
  const shown = String(wrong).slice(0, 20);
  test(`${field} cannot be ${shown}`, () => {
    throws(() => encode(big, { ...value, [field]: wrong } as typeof value), { name: 'UsageError' });
    throws(() => encode(big, { ...value, [field]: wrong } as typeof value, {}), { name: 'UsageError' });
  });
}

test('a lie puts a number into any integer and octets in place of any field', () => {
  const hex = (lie: Parameters<typeof encode>[2]) =>
    toHex(encode(little, { ...value, key: new Uint8Array(0) }, lie), ' ');
  const honest = '46 4c 43 45 01 03 02 fc fd fe ff 02 01 00 00 00 00 00 00 80 c3 a9 00 00 09 08'.replace(
    '09 08',
    '08 09',
  );
  strictEqual(hex({}), honest);
  strictEqual(hex({ magic: 1 }), honest.replace('46 4c 43 45', '01 00 00 00'));
  strictEqual(hex({ keySize: 0xfffe }), honest.replace('00 00 08 09', 'fe ff 08 09'));
  strictEqual(hex({ name: fromHex('ff') }), honest.replace('02 01 00', '01 01 00').replace('c3 a9', 'ff'));
  strictEqual(hex({ name: new Uint8Array(257) }).length, (26 - 2 + 257) * 3 - 1, 'a size is cut to its field');
  strictEqual(hex({ tail: fromHex('aabbcc') }), honest.replace('08 09', 'aa bb cc'));
  strictEqual(hex({ id: 2n ** 64n - 1n }), honest.replace('01 00 00 00 00 00 00 80', 'ff ff ff ff ff ff ff ff'));
  throws(() => hex({ keySize: 65536 }), { name: 'UsageError' });
  throws(() => hex({ id: -1n }), { name: 'UsageError' });
  throws(() => hex({ nosuch: 1 }), { name: 'UsageError', message: /no field nosuch/ });
});

test('faults name code, field and the first wrong octet', () => {
  const fault = (lie: Parameters<typeof encode>[2]) => {
    const result = decode(big, encode(big, value, lie));
    return result.kind === 'bad' ? result.fault : result;
  };
  const common = { message: 'mixed' };
  deepStrictEqual(fault({ magic: 0x45434d46 }), {
    ...common,
    ...{ code: 'bad-constant', field: 'magic', offset: 2, seen: 0x45434d46, wanted: 0x45434c46 },
  });
  deepStrictEqual(fault({ nameSize: 201 }), {
    ...common,
    ...{ code: 'size-over-limit', field: 'nameSize', offset: 11, seen: 201, wanted: 200 },
  });
  for (const [hex, offset, seen] of [
    ['ff', 20, 0xff],
    ['6180', 21, 0x80],
    ['c3a9e282', 22, 0xe2],
    ['c080', 20, 0xc0],
    ['61eda080', 21, 0xed],
    ['f4908080', 20, 0xf4],
    [`${'61'.repeat(30)}c3`, 50, 0xc3],
  ] as const) {
    deepStrictEqual(fault({ name: fromHex(hex) }), { ...common, code: 'bad-utf8', field: 'name', offset, seen });
  }
});

test('a fault is seen as soon as its octets are there, whatever is still missing', () => {
  const octets = encode(big, { ...value, name: '' }, { keySize: 4097 });
  const readable = 22;
  const early = decode(big, octets, 0, readable);
  ok(early.kind === 'bad' && early.fault.field === 'keySize');
  const before = decode(big, octets, 0, readable - 1);
  deepStrictEqual(before, { kind: 'need', octets: 1 });
  deepStrictEqual(decode(big, octets, 0, 0), { kind: 'need', octets: 4 }, 'up to the end of the first constant');
  const text = decode(big, encode(big, value, { name: fromHex('ff') }), 0, 21);
  ok(text.kind === 'bad' && text.fault.code === 'bad-utf8');
});

test('contents are views into what was decoded', () => {
  const octets = encode(big, value);
  const result = decode(big, Buffer.from(octets.buffer, octets.byteOffset, octets.length));
  ok(result.kind === 'ok');
  strictEqual(result.value.key.buffer, octets.buffer);
  strictEqual(Object.getPrototypeOf(result.value.key), Uint8Array.prototype);
});

test('the head of a stream claims a size without a content', () => {
  const spec = message({
    ...{ name: 'blob', source: 'test', doc: 'd', byteOrder: 'be' },
    fields: {
      kind: u8({ doc: 'k' }),
      dataSize: size('u32', { of: 'data', max: 2 ** 31, unit: 'octets', doc: 'n' }),
      data: stream({ sizedBy: 'dataSize', doc: 'd' }),
    },
  });
  strictEqual(toHex(encodeHead(spec, { kind: 3 }, 2 ** 31)), '0380000000');
  throws(() => encodeHead(spec, { kind: 3 }, 2 ** 31 + 1), { name: 'UsageError' });
  throws(() => encodeHead(spec, { kind: 3 }, -1), { name: 'UsageError' });
  throws(() => encodeHead(big, value, 1), { name: 'UsageError', message: /no stream/ });
});
