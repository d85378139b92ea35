/** What of a build is packed, how it is called, and which file is its root. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPackage } from '../../../protocols/cluster/index.ts';
import { isPacked, outputName, packOutput } from './output.ts';

test('the output is called by system and architecture, else node', () => {
  const names = ['x64-windows-release', 'macosx', 'arm64', 'node', '', 'debug'].map(outputName);
  assert.deepEqual(names, ['windows_x64', 'macosx', 'arm64', 'node', 'node', 'node']);
});

test('hidden and scratch files are left out, but for formats', () => {
  const paths = ['a', 'd/a', '.a', '_a', '.d/a', 'd/_e/a', '_obj/prog.formats.ini', '_obj/other.formats.ini', '_obj/x'];
  const packed = paths.filter((path) => isPacked(path.split('/'), 'src/prog.cxx'));
  assert.deepEqual(packed, ['a', 'd/a', '_obj/prog.formats.ini']);
});

test('the root file is that of the sources with another extension, nearest to the top; else the first', () => {
  const rootOf = (...paths: string[]): string | undefined => {
    const files = paths.map((path) => ({ path: path.split('/'), content: new Uint8Array(1) }));
    const octets = packOutput('windows_x64', 'src/prog.ts', files);
    const pack = readPackage(octets ?? new Uint8Array(0));
    assert.ok(pack.kind === 'ok');
    assert.deepEqual(pack.value.assets[0]?.words, ['windows', 'x64']);
    return pack.value.assets[0]?.root;
  };
  assert.equal(rootOf('a.mjs', 'deep/prog.mjs', 'prog.map', 'prog.js', 'prog.mjs'), 'prog.mjs');
  assert.equal(rootOf('a.mjs', 'deep/prog.map'), 'deep\\prog.map');
  assert.equal(rootOf('d/z', 'y', 'x'), 'y');
  assert.equal(packOutput('node', 'prog.ts', []), null);
});
