/** Declarations that no codec could obey are refused when they are made, and those of a value's type that must not compile do not. */
import { strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { bytes, constant, endedText, fixed, mark, message, restBytes, restLongs, size, stream } from './index.ts';
import { text, u64, u8, type Field, type ValueOf } from './index.ts';

const declare = (fields: Readonly<Record<string, Field>>) => () =>
  message({ name: 'm', source: 's', doc: 'd', byteOrder: 'be', fields });
const sizeOver = (of: string, max: number, base: number) => size('u8', { of, max, base, unit: 'octets', doc: 'd' });
const sizeOf = (of: string, max = 10) => size('u8', { of, max, unit: 'octets', doc: 'd' });

const refused: readonly (readonly [what: string, fields: Readonly<Record<string, Field>>, problem: RegExp])[] = [
  ['a constant too large', { a: constant('u8', { value: 256, doc: 'd' }) }, /256 does not fit u8/],
  ['a negative constant', { a: constant('u8', { value: -1, doc: 'd' }) }, /does not fit/],
  ['a limit too large', { n: sizeOf('t', 256), t: text({ sizedBy: 'n', doc: 'd' }) }, /max 256 does not fit u8/],
  ['a size of nothing', { n: sizeOf('t') }, /sizes no later field "t"/],
  ['a size after its content', { t: text({ sizedBy: 'n', doc: 'd' }), n: sizeOf('t') }, /sizes no later field/],
  ['a content without a size', { t: bytes({ sizedBy: 'n', doc: 'd' }) }, /no size field "n" of it/],
  [
    'two contents of one size',
    { n: sizeOf('t'), t: text({ sizedBy: 'n', doc: 'd' }), u: text({ sizedBy: 'n', doc: 'd' }) },
    /field u: no size field "n" of it/,
  ],
  ['a stream before the end', { n: sizeOf('t'), t: stream({ sizedBy: 'n', doc: 'd' }), u: u8({ doc: 'd' }) }, /last/],
  [
    'a limit too large over its base',
    { n: sizeOver('t', 0xf0, 16), t: text({ sizedBy: 'n', doc: 'd' }) },
    /does not fit/,
  ],
  ['an empty mark', { m: mark({ text: '', doc: 'd' }) }, /characters of one octet/],
  ['a mark of wide characters', { m: mark({ text: '\u0416', doc: 'd' }) }, /characters of one octet/],
  ['no octets at all', { f: fixed(0, { doc: 'd' }) }, /no number of octets/],
  ['half an octet', { f: fixed(1.5, { doc: 'd' }) }, /no number of octets/],
  ['a text that may have less than nothing', { t: endedText({ max: -1, doc: 'd' }) }, /no limit/],
  ['a rest that is not the last', { r: restBytes({ max: 1, doc: 'd' }), u: u8({ doc: 'd' }) }, /last field/],
  ['a rest without a limit', { r: restLongs({ max: Number.NaN, doc: 'd' }) }, /limit/],
  ['a name that would not keep its place', { '1': u8({ doc: 'd' }) }, /begins with a letter/],
];

for (const [what, fields, problem] of refused) {
  test(`${what} is refused`, () => throws(declare(fields), { name: 'UsageError', message: problem }));
}

test('a 64-bit integer is a bigint, and derived fields are absent', () => {
  const _spec = message({
    name: 'm',
    source: 's',
    doc: 'd',
    byteOrder: 'be',
    fields: { n: sizeOf('t'), t: text({ sizedBy: 'n', doc: 'd' }), id: u64({ doc: 'd' }) },
  });
  // @ts-expect-error a 64-bit integer is no number
  const value: ValueOf<typeof _spec> = { t: 'x', id: 1 };
  // @ts-expect-error a size is derived
  const sized: ValueOf<typeof _spec> = { t: 'x', id: 1n, n: 1 };
  strictEqual(value.t, sized.t);
});
