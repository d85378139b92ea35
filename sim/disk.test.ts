/** The disk in memory: folders, links, confinement. Leaves out delays (host.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimDisk } from './disk.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | null): string | null => (data === null ? null : new TextDecoder().decode(data));

test('create empties, append adds, folders are made', () => {
  const disk = new SimDisk();
  assert.equal(disk.write('a/b/c', bytes('one'), 'create'), undefined);
  disk.write('a/b/c', bytes('two'), 'append');
  assert.equal(text(disk.read('a/b/c')), 'onetwo');
  disk.write('a/b/c', bytes('x'), 'create');
  assert.equal(text(disk.read('a/b/c')), 'x');
  assert.deepEqual(disk.list(), ['a/', 'a/b/', 'a/b/c']);
});

test('replace puts a new file in the place of the old one, and follows no link', () => {
  const disk = new SimDisk();
  assert.equal(disk.write('a/b', bytes('one'), 'replace'), undefined);
  const before = disk.read('a/b');
  assert.equal(disk.write('a/b', bytes('xyz'), 'replace'), undefined);
  assert.deepEqual([text(before), text(disk.read('a/b'))], ['one', 'xyz']);
  disk.makeLink('b', 'a/link');
  assert.equal(disk.write('a/link', bytes('gone'), 'replace'), 'a link is in the way');
  assert.equal(disk.write('a', bytes('gone'), 'replace'), 'is a directory');
  assert.deepEqual(disk.list(), ['a/', 'a/b', 'a/link']);
});

test('what is in the way is an error', () => {
  const disk = new SimDisk();
  disk.write('a', bytes(''), 'create');
  assert.equal(typeof disk.write('a/b', bytes(''), 'create'), 'string');
  disk.makeFolder('d');
  assert.equal(typeof disk.write('d', bytes(''), 'create'), 'string');
  assert.equal(disk.read('d'), null);
});

test('a view read before an append does not change', () => {
  const disk = new SimDisk();
  disk.write('a', bytes('abc'), 'create');
  const before = disk.read('a');
  disk.write('a', bytes('def'), 'append');
  disk.write('a', bytes('xyz'), 'create');
  assert.equal(text(before), 'abc');
});

test('links are followed inside a folder and lead nowhere outside', () => {
  const disk = new SimDisk();
  disk.write('job/in/f', bytes('in'), 'create');
  disk.write('secret', bytes('out'), 'create');
  disk.makeLink('in/f', 'job/good');
  disk.makeLink('../secret', 'job/bad');
  disk.makeLink('..', 'job/up');
  disk.makeLink('/etc/passwd', 'job/absolute');
  disk.makeLink('loop', 'job/loop');
  disk.makeLink('in', 'job/folder');
  const seen = [
    'good',
    'bad',
    'up/secret',
    'up/job/good',
    'absolute',
    'loop',
    'folder',
    'folder/f',
    '../secret',
    'none',
  ].map((path) => text(disk.readInside('job', path)));
  assert.deepEqual(seen, ['in', null, null, 'in', null, null, null, 'in', null, null]);
});

test('remove takes the link, not its target, and a folder whole', () => {
  const disk = new SimDisk();
  disk.write('a/f', bytes('x'), 'create');
  disk.makeLink('a', 'l');
  disk.remove('l');
  assert.deepEqual(disk.list(), ['a/', 'a/f']);
  disk.remove('a');
  disk.remove('nothing');
  assert.deepEqual(disk.list(), []);
});
