/**
 * The kinds of fields that job does not have: marks, fixed octets, texts with an end, what is left of a message, sizes over a base.
 * What each fold makes of them, and what is refused. Leaves out the other kinds (codec.test.ts, src/views/views.test.ts).
 */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { fromHex, toHex } from '../lib/hex.ts';
import { endedText, fixed, mark, message, restBytes, restLongs, restText, size, text, u16 } from '../schema/index.ts';
import type { Field, MessageSpec } from '../schema/index.ts';
import { candidates, dissector, oneLine, plainValue, table, trialOf } from '../views/index.ts';
import { checkViews } from '../views/laws.ts';
import { createFramer, decode, encode } from './index.ts';
import { checkCodec, checkTrial } from './laws.ts';

const about = (name: string) => ({ name, source: 'test', doc: 'd', byteOrder: 'le' as const });
const Greeting = message({
  ...about('greeting'),
  fields: {
    magic: mark({ text: 'Hi\xff', doc: 'Mark.' }),
    key: fixed(3, { doc: 'Key.' }),
    nameSize: size('u16', { of: 'name', max: 0xfff, base: 0x8000, unit: 'octets', doc: 'Size over a base.' }),
    word: endedText({ max: 40, doc: 'Word.' }),
    name: text({ sizedBy: 'nameSize', doc: 'Name.' }),
    tail: u16({ doc: 'Tail.' }),
  },
});
const openOf = (rest: Field) =>
  message({ ...about('open'), fields: { word: endedText({ max: 40, doc: 'w' }), rest } }) as MessageSpec;
const opens = {
  text: openOf(restText({ max: 40, doc: 'r' })),
  bytes: openOf(restBytes({ max: 40, doc: 'r' })),
  longs: openOf(restLongs({ max: 40, doc: 'r' })),
};
const value = { key: fromHex('010203'), word: 'zoë', name: 'ab', tail: 0x0908 };
const hex = '4869ff 010203 0280 7a6fc3ab00 6162 0809';

const vectors: readonly (readonly [spec: MessageSpec, value: Readonly<Record<string, unknown>>, hex: string])[] = [
  [Greeting, value, hex],
  [Greeting, { ...value, word: '', name: '' }, '4869ff 010203 0080 00 0809'],
  [opens.text, { word: 'a', rest: 'é' }, '6100 c3a9'],
  [opens.text, { word: '', rest: '' }, '00'],
  [opens.bytes, { word: 'a', rest: fromHex('00ff') }, '6100 00ff'],
  [opens.longs, { word: 'a', rest: [1n, 2n ** 64n - 1n] }, '6100 0100000000000000 ffffffffffffffff'],
  [message({ ...about('nothing'), fields: {} }), {}, ''],
];

for (const [spec, given, octets] of vectors) {
  test(`${spec.name} ${octets} obeys the laws of codec and views`, () => {
    checkCodec(spec, [{ value: given, hex: octets }]);
    checkViews(spec, given, fromHex(octets));
    for (const candidate of candidates(spec)) checkTrial(spec, trialOf(spec, plainValue(spec), candidate));
  });
}

test('both byte orders of a list', () => {
  const big = message({ ...about('big'), byteOrder: 'be', fields: { rest: restLongs({ max: 40, doc: 'r' }) } });
  checkCodec(big, [{ value: { rest: [1n] }, hex: '0000000000000001' }]);
});

function faultOf(spec: MessageSpec, octets: string): string {
  const result = decode(spec, fromHex(octets));
  return result.kind === 'bad' ? `${result.fault.code} ${result.fault.field} ${result.fault.offset}` : result.kind;
}

test('faults name the field and the first wrong octet', () => {
  strictEqual(faultOf(Greeting, hex.replace('ff', 'fe')), 'bad-constant magic 2');
  strictEqual(faultOf(Greeting, hex.replace('0280', '0290')), 'size-over-limit nameSize 6');
  strictEqual(faultOf(Greeting, hex.replace('0280', '0270')), 'size-over-limit nameSize 6', 'below the base');
  strictEqual(faultOf(Greeting, hex.replace('c3ab', 'c361')), 'bad-utf8 word 10');
  strictEqual(faultOf(Greeting, `4869ff 010203 0280 ${'61'.repeat(41)}`), 'size-over-limit word 8');
  strictEqual(faultOf(Greeting, `4869ff 010203 0280 ${'61'.repeat(40)}`), 'need');
  strictEqual(faultOf(opens.text, `00 ${'61'.repeat(41)}`), 'size-over-limit rest 1');
  strictEqual(faultOf(opens.bytes, `00 ${'61'.repeat(41)}`), 'size-over-limit rest 1');
  strictEqual(faultOf(opens.text, '00 61c3'), 'bad-utf8 rest 2');
  strictEqual(faultOf(opens.longs, '00 616263'), 'ok', 'octets too few for an integer are left over');
  strictEqual(faultOf(opens.bytes, '61'), 'need');
});

test('an ended text ends within the message, not in what stands behind it', () => {
  const octets = fromHex('6161 00');
  strictEqual(decode(opens.bytes, octets, 0, 2).kind, 'need');
  const cut = decode(Greeting, fromHex(`${hex} 00`), 0, 10);
  deepStrictEqual(cut, { kind: 'need', octets: 1 });
});

const wrongValues: readonly (readonly [spec: MessageSpec, wrong: Readonly<Record<string, unknown>>])[] = [
  [Greeting, { ...value, key: fromHex('0102') }],
  [Greeting, { ...value, key: '123' }],
  [Greeting, { ...value, word: 'a\0b' }],
  [Greeting, { ...value, word: 'x'.repeat(41) }],
  [Greeting, { ...value, word: 1 }],
  [Greeting, { ...value, name: 'x'.repeat(0x1000) }],
  [opens.text, { word: '', rest: 'x'.repeat(41) }],
  [opens.text, { word: '', rest: fromHex('00') }],
  [opens.bytes, { word: '', rest: new Uint8Array(41) }],
  [opens.bytes, { word: '', rest: 'x' }],
  [opens.longs, { word: '', rest: [1] }],
  [opens.longs, { word: '', rest: [-1n] }],
  [opens.longs, { word: '', rest: Array<bigint>(6).fill(1n) }],
];

for (const [index, [spec, wrong]] of wrongValues.entries()) {
  test(`value ${index} of ${spec.name} is refused`, () => {
    throws(() => encode(spec, wrong), { name: 'UsageError' });
    throws(() => encode(spec, wrong, {}), { name: 'UsageError' });
  });
}

test('a large message with endings is exactly sized', () => {
  const spec = message({
    ...about('large'),
    fields: { word: endedText({ max: 9999, doc: 'w' }), rest: restBytes({ max: 9999, doc: 'r' }) },
  });
  const large = { word: 'é'.repeat(2000), rest: new Uint8Array(5000).fill(7) };
  const octets = encode(spec, large);
  strictEqual(octets.length, 9001);
  strictEqual(octets.buffer.byteLength, octets.length);
  const result = decode(spec, octets);
  ok(result.kind === 'ok' && result.value.word === large.word && toHex(result.value.rest) === toHex(large.rest));
});

test('lies: a claim counts from its base, octets replace a mark, an end is left out', () => {
  strictEqual(toHex(encode(Greeting, value, { nameSize: 1 })), hex.replace('0280', '0180').replaceAll(' ', ''));
  strictEqual(
    toHex(encode(Greeting, value, { magic: fromHex('00') })),
    hex.replace('4869ff', '00').replaceAll(' ', ''),
  );
  strictEqual(
    toHex(encode(Greeting, value, { word: fromHex('61') })),
    hex.replace('7a6fc3ab00', '61').replaceAll(' ', ''),
  );
  throws(() => encode(Greeting, value, { nameSize: 0x8000 }), { name: 'UsageError' });
});

test('a framer waits for the end of a text octet by octet, and takes no message without an end', () => {
  const heard: unknown[] = [];
  const none = { begin: () => ok(false), chunk: () => ok(false), end: () => ok(false), fault: () => ok(false) };
  const framer = createFramer(() => Greeting, { message: (_spec, given) => void heard.push(given), ...none });
  for (const octet of [...fromHex(hex), ...fromHex(hex)]) framer.push(Uint8Array.of(octet));
  strictEqual(heard.length, 2);
  for (const [, spec] of Object.entries(opens)) {
    const open = createFramer(() => spec, { message: () => ok(false), ...none });
    throws(() => open.push(fromHex('00')), { name: 'UsageError', message: /no end/ });
  }
});

test('views show what the kinds are', () => {
  ok(table(Greeting).includes('| magic | 3 | "Hi\xff" | Mark. |'));
  ok(table(Greeting).includes('| nameSize | 2 | 32768 + size of name in octets, at most 4095 |'));
  ok(table(Greeting).includes('| word | up to a zero octet | UTF-8, at most 40 octets |'));
  ok(table(opens.longs).includes('| rest | the rest | integers of 8 octets, at most 40 octets |'));
  strictEqual(oneLine(opens.longs, { word: 'a', rest: [1n] }), 'open word="a" rest=[0x0000000000000001](1)');
  const lua = dissector({ name: 'p', title: 'P', port: 1, toListener: [Greeting, opens.longs], toDialler: [] });
  ok(lua.includes('octets = 3, mark = "\\072\\105\\255"'));
  ok(lua.includes('max = 4095, base = 32768'));
  ok(lua.includes('ended = true, text = true') && lua.includes('rest = true'));
});
