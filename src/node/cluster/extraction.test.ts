/** Where files of packages go: names, folders, and how much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAsset, readPackage, writePackage } from '../../protocols/cluster/index.ts';
import { extract, extractionOf } from './extraction.ts';
import { createFakeCore, fakeOptions } from './fake-core.ts';

const asset = (root: string) => ({ words: ['node'], number: 1, root });

for (const [root, folder, program] of [
  ['main.mjs', 'binary/main', 'main.mjs'],
  ['a\\b\\kernel.min.mjs', 'binary/kernel.min', 'a/b/kernel.min.mjs'],
  ['\\main', 'binary/main', 'main'],
  ['.mjs', 'binary/.mjs', '.mjs'],
] as const) {
  test(`${root} goes to ${folder}`, () => assert.deepEqual(extractionOf('binary', asset(root)), { folder, program }));
}

for (const root of ['', '..', '..mjs', '...mjs', 'a\\..', '..\\a', 'a/b', 'a\\\\b', 'c:a', 'a\0b', '\\']) {
  test(`${JSON.stringify(root)} is no root file`, () => assert.equal(extractionOf('binary', asset(root)), null));
}

const play = (payload: number, files: readonly (readonly [string, number])[]) => {
  const fake = createFakeCore(fakeOptions({ limits: { ...fakeOptions().limits, payload } }));
  fake.files.set('binary/main/old', new Uint8Array(1));
  fake.files.set('binary/mainly', new Uint8Array(1));
  const contents = files.map(([name, size]) => ({ path: [name], content: new Uint8Array(size) }));
  const other = { words: ['sources'], root: ['x'], files: [{ path: ['x'], content: new Uint8Array(1000) }] };
  const pack = readPackage(writePackage([other, { words: ['node'], root: ['main.mjs'], files: contents }]));
  assert.ok(pack.kind === 'ok');
  const kernel = findAsset(pack.value, 'node');
  const extraction = extractionOf('binary', kernel ?? asset(''));
  assert.ok(kernel !== undefined && extraction !== null);
  const problems: (string | null)[] = [];
  extract(
    fake.core,
    pack.value,
    kernel,
    extraction,
    () => true,
    (problem) => problems.push(problem),
  );
  return { problems, files: [...fake.files.keys()] };
};

test('the folder is emptied, and gets the files of that asset alone', () => {
  const { problems, files } = play(100, [
    ['main.mjs', 60],
    ['other', 40],
  ]);
  assert.deepEqual([problems, files], [[null], ['binary/mainly', 'binary/main/main.mjs', 'binary/main/other']]);
});

test('an asset is not larger than a payload may be, however much its files share', () => {
  const { problems } = play(99, [
    ['main.mjs', 60],
    ['other', 40],
  ]);
  assert.deepEqual(problems, ['other: size-over-limit']);
});
