/**
 * Packages: the page's example, both forms of the container, every method that packers use, what we write, names that lead elsewhere,
 * and contents that would be too large. Packages of originals: captures.test.ts.
 */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { fromHex } from '../../../lib/hex.ts';
import { packageFixture } from './fixtures.ts';
import { createOctetWriter } from './octet-writer.ts';
import { writePackage, type NewAsset } from './package-write.ts';
import { findAsset, packagePath, readPackage, type Package } from './package.ts';
import type { FormatResult } from './result.ts';
import { unpackHuffman } from './unpack-huffman.ts';
import { unpack } from './unpack.ts';
import { checkWounds } from './wounds.ts';

const MAX = 1 << 20;
const text = (octets: Uint8Array) => Buffer.from(octets).toString('latin1');

function valueOf<Value>(result: FormatResult<Value>): Value {
  ok(result.kind === 'ok', inspect(result));
  return result.value;
}

/** Everything in a package, contents too. */
function everything(read: Package) {
  return read.files.map(({ asset, path, isDirectory, altered, content }) => {
    return { asset, path: path.join('/'), isDirectory, altered, content: text(valueOf(content(MAX))) };
  });
}

test('the example of the page: packed manifest and file, an empty folder', () => {
  const read = valueOf(readPackage(fromHex(packageFixture.hex)));
  deepStrictEqual(read.assets, [{ words: ['sources'], number: 1, root: 'prog.cxx' }]);
  const altered = BigInt(Date.UTC(2022, 0, 2, 3, 4, 5)) + 62_135_596_800_000n;
  deepStrictEqual(everything(read), [
    { asset: 1, path: 'sub', isDirectory: true, altered: 0n, content: '' },
    { asset: 1, path: 'prog.cxx', isDirectory: false, altered, content: 'hello '.repeat(7).slice(0, 40) },
  ]);
});

const assets: readonly NewAsset[] = [
  {
    words: ['linux', 'x64'],
    root: ['bin', 'kernel.mjs'],
    files: [
      { path: ['bin', 'kernel.mjs'], content: Buffer.from('export {}'), altered: 63_786_659_432_000n },
      { path: ['bin', 'data', 'empty'], content: new Uint8Array(0) },
    ],
  },
  { words: ['sources'], root: ['kernel.mjs'], files: [{ path: ['kernel.mjs'], content: Buffer.from('x') }] },
];

test('what we write is read: stored, folders first, assets counted from 1', () => {
  const read = valueOf(readPackage(writePackage(assets)));
  deepStrictEqual(read.assets, [
    { words: ['linux', 'x64'], number: 1, root: 'bin\\kernel.mjs' },
    { words: ['sources'], number: 2, root: 'kernel.mjs' },
  ]);
  deepStrictEqual(everything(read), [
    { asset: 1, path: 'bin', isDirectory: true, altered: 0n, content: '' },
    { asset: 1, path: 'bin/data', isDirectory: true, altered: 0n, content: '' },
    { asset: 1, path: 'bin/kernel.mjs', isDirectory: false, altered: 63_786_659_432_000n, content: 'export {}' },
    { asset: 1, path: 'bin/data/empty', isDirectory: false, altered: 0n, content: '' },
    { asset: 2, path: 'kernel.mjs', isDirectory: false, altered: 0n, content: 'x' },
  ]);
  deepStrictEqual([findAsset(read, 'x64', 'linux')?.number, findAsset(read, 'Sources')?.number], [1, 2]);
  deepStrictEqual([findAsset(read, 'linux'), findAsset(read, 'x64', 'windows')], [undefined, undefined]);
});

test('damage and cuts of a package give an answer, of its contents too', () => {
  const readAll = (octets: Uint8Array): FormatResult<unknown> => {
    const read = readPackage(octets);
    if (read.kind === 'bad') return read;
    const contents = read.value.files.map((file) => file.content(MAX));
    return contents.find(({ kind }) => kind === 'bad') ?? { kind: 'ok', value: [read.value.assets, contents] };
  };
  checkWounds(fromHex(packageFixture.hex), readAll);
  checkWounds(writePackage(assets.slice(1)), readAll);
});

test('paths that lead elsewhere are no paths, neither read nor written', () => {
  for (const wrong of ['..', 'a\\..\\b', '.', '', 'a\\\\b', 'c:x', 'a/b', 'a\0', '... ', 'a\\. \\b']) {
    strictEqual(packagePath(wrong), null, JSON.stringify(wrong));
    const files = [{ path: wrong.split('\\'), content: new Uint8Array(0) }];
    throws(() => writePackage([{ words: ['sources'], root: ['a'], files }]), { name: 'UsageError' });
  }
  deepStrictEqual(packagePath('a.b\\..c\\'), ['a.b', '..c']);
  throws(() => writePackage([{ words: [], root: ['a'], files: [] }]), { name: 'UsageError' });
  throws(() => writePackage([{ words: ['a'], root: ['b\\c'], files: [] }]), { name: 'UsageError' });
  const octets = writePackage(assets.slice(1));
  const at = Buffer.from(octets).indexOf(Buffer.from('kernel.mjs', 'utf16le'), octets.length - 30);
  const elsewhere = readPackage(octets.with(at, 0x2f));
  ok(elsewhere.kind === 'bad' && elsewhere.fault.code === 'bad-name');
});

for (const header of [32, 48]) {
  test(`the 32-bit form is read as well, without metadata, after a header of ${header} octets`, () => {
    const wide = writePackage(assets.slice(1));
    const view = new DataView(wide.buffer);
    const number = (at: number) => Number(view.getBigUint64(at, true));
    const [count, base, textsAt, textsSize] = [number(16) - 1, number(24), number(32), number(40)];
    const narrowBase = header + 24 * count;
    const writer = createOctetWriter();
    writer.octets(wide.subarray(0, 8));
    for (const value of [0x8000_0005, 0, count, narrowBase, textsAt + narrowBase - base, textsSize]) writer.u32(value);
    writer.zeros(header - 32);
    for (let entry = 0; entry < count; entry += 1) {
      const at = 64 + 48 * entry;
      writer.u32(number(at));
      writer.u32(number(at + 8));
      writer.octets(wide.subarray(at + 16, at + 32));
    }
    writer.octets(wide.subarray(base));
    deepStrictEqual(everything(valueOf(readPackage(writer.finish()))), everything(valueOf(readPackage(wide))));
  });
}

test('Huffman with more symbols than bits is refused before memory is taken for them', () => {
  deepStrictEqual(unpackHuffman(fromHex('ffffff00 02 61 00 62 00 00'), MAX * 64), {
    kind: 'bad',
    fault: { code: 'out-of-bounds', path: 'huffman', offset: 0 },
  });
});

test('a package without a manifest, and one that is none', () => {
  const octets = writePackage(assets.slice(1));
  const without = readPackage(octets.with(64 + 16, 0x58));
  ok(without.kind === 'bad' && without.fault.code === 'missing');
  for (const wrong of [new Uint8Array(40), fromHex(''), octets.with(8, 4), octets.with(12, 1), octets.with(17, 1)]) {
    strictEqual(readPackage(wrong).kind, 'bad');
  }
});

/** Bits into octets, the least significant first. */
function bitsOf(bits: readonly number[]): Uint8Array {
  const octets = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, index) => (octets[index >> 3] = (octets[index >> 3] as number) | (bit << (index & 7))));
  return octets;
}

/** LZW as C.5 tells it: the longest word that the reader knows by then. */
function packLzw(octets: Uint8Array): Uint8Array {
  const words = new Map<string, number>(Array.from({ length: 256 }, (_, code) => [String.fromCharCode(code), code]));
  const all = text(octets);
  const bits: number[] = [];
  let [width, previous] = [9, ''];
  for (let at = 0; at < all.length;) {
    let word = all.charAt(at);
    while (at + word.length < all.length && words.has(all.slice(at, at + word.length + 1))) {
      word = all.slice(at, at + word.length + 1);
    }
    const code = words.get(word) as number;
    for (let bit = 0; bit < width; bit += 1) bits.push((code >> bit) & 1);
    // A word that is there already takes its number all the same.
    if (previous !== '')
      words.set(words.has(previous + word.charAt(0)) ? `#${words.size}#` : previous + word.charAt(0), words.size);
    if (words.size === 2 ** width) width += 1;
    previous = word;
    at += word.length;
  }
  return bitsOf(bits);
}

/** Huffman by C.5 with a tree that leans to the right: of n symbols the last two have n - 1 bits. */
function packHuffman(octets: Uint8Array): Uint8Array {
  const symbols = [...new Set(octets)];
  const last = symbols.length - 1;
  const depth = (index: number) => Math.min(index + 1, last);
  const leaves = symbols.flatMap((symbol, index) => [symbol, symbols.length === 1 ? 0xff : depth(index) - 1]);
  const codeOf = (index: number) => [...Array<number>(Math.min(index, last)).fill(1), ...(index < last ? [0] : [])];
  const bits = symbols.length === 1 ? [] : [...octets].flatMap((octet) => codeOf(symbols.indexOf(octet)));
  const head = new Uint8Array(5);
  new DataView(head.buffer).setUint32(0, octets.length, true);
  head[4] = symbols.length;
  return Uint8Array.from([...head, ...leaves, ...bitsOf(bits)]);
}

/** Blocks as C.5 draws them: content, original size, chain. */
function blocks(...parts: readonly (readonly [content: Uint8Array, size: number, chain: number])[]): Uint8Array {
  const writer = createOctetWriter();
  writer.u32(parts.length);
  for (const [content, size, chain] of parts) {
    for (const value of [content.length, size, chain]) writer.u32(value);
    writer.octets(content);
  }
  return writer.finish();
}

const contents = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }),
  fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 4000 }).map((octets) => Uint8Array.from(octets)),
);

test('all chains that packers use give the content back', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const lzw = packLzw(content);
      const whole = blocks(
        [content, content.length, 0],
        [packHuffman(content), content.length, 0x01],
        [lzw, content.length, 0x03],
        [packHuffman(lzw), content.length, 0x13],
      );
      const wanted = text(content).repeat(4);
      strictEqual(text(valueOf(unpack(whole, wanted.length))), wanted);
    }),
    { numRuns: 40 },
  );
});

test('codes of LZW grow with their table, ten bits and more', () => {
  const content = Uint8Array.from({ length: 20_000 }, (_, index) => (index * index) % 251);
  strictEqual(text(valueOf(unpack(blocks([packLzw(content), content.length, 3]), MAX))), text(content));
});

const ones = new Uint8Array(8).fill(1);
const refused: readonly (readonly [what: string, code: string, octets: Uint8Array])[] = [
  ['more than is allowed', 'size-over-limit', blocks([ones, MAX + 1, 0])],
  ['more than is allowed in all', 'size-over-limit', blocks([ones, 8, 0], [ones, MAX - 7, 0])],
  ['one symbol, four thousand million times', 'size-over-limit', blocks([fromHex('ffffffff 01 61 ff'), 8, 1])],
  ['LZW that goes on', 'size-over-limit', blocks([packLzw(new Uint8Array(1000)), 999, 3])],
  ['LZW that ends early', 'wrong-size', blocks([packLzw(ones), 9, 3])],
  ['a code that has no word', 'out-of-bounds', blocks([fromHex('ffff'), 8, 3])],
  ['a stored block of another size', 'wrong-size', blocks([ones, 9, 0])],
  ['a method that nobody described', 'unknown-type', blocks([ones, 8, 9])],
  ['a tree with a hole', 'wrong-size', blocks([fromHex('01000000 02 61 00 62 01 00'), 1, 1])],
  ['a tree that is full before its end', 'wrong-size', blocks([fromHex('01000000 03 61 00 62 00 63 00 00'), 1, 1])],
  ['more symbols than bits', 'out-of-bounds', blocks([fromHex('09000000 02 61 00 62 00 00'), 9, 1])],
  ['a head without symbols', 'out-of-bounds', blocks([fromHex('09000000'), 9, 1])],
  ['more blocks than there are', 'out-of-bounds', blocks([ones, 8, 0]).with(0, 2)],
  ['a block that is cut', 'out-of-bounds', blocks([ones, 8, 0]).with(4, 9)],
];

for (const [what, code, octets] of refused) {
  test(`${what} is refused`, () => {
    const result = unpack(octets, MAX);
    strictEqual(result.kind === 'bad' && result.fault.code, code);
  });
}
