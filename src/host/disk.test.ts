/** A machine's files on the real disk. Leaves out order between operations (lane.test.ts). */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadFile, readWhole, removePath, storeFile } from './disk.ts';
import { assertInside } from './inside.ts';

let top: string;
let root: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
  root = join(top, 'machine');
  mkdirSync(join(root, 'job'), { recursive: true });
  writeFileSync(join(top, 'secret'), 'secret');
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const load = async (path: string, offset = 0, size = 100): Promise<readonly [string | null, number]> => {
  const loaded = await loadFile(root, { folder: 'job', path, offset, size });
  return [loaded.data === null ? null : Buffer.from(loaded.data).toString(), loaded.size];
};
const nothing = [null, 0];

test('create empties what was there, append adds to it, both make folders', async () => {
  assert.equal(await storeFile(root, 'job/a/b/file', bytes('long ago'), 'create'), undefined);
  assert.equal(await storeFile(root, 'job/a/b/file', bytes('new'), 'create'), undefined);
  assert.equal(await storeFile(root, 'job/a/b/file', bytes('er'), 'append'), undefined);
  assert.equal(await storeFile(root, 'job/c/file', bytes('made'), 'append'), undefined);
  assert.deepEqual([read('job/a/b/file'), read('job/c/file')], ['newer', 'made']);
  assert.equal(statSync(join(root, 'job/a/b/file')).mode & 0o777, 0o600);
  assert.equal(statSync(join(root, 'job/a/b')).mode & 0o777, 0o700);
});

test('replace puts a whole file in the place of the old one, makes folders, and leaves nothing beside it', async () => {
  await storeFile(root, 'job/a/file', bytes('a long old content'), 'replace');
  const old = openSync(join(root, 'job/a/file'), constants.O_RDONLY);
  // What a process left that was killed while it wrote.
  writeFileSync(join(root, 'job/a/.host-new-file'), 'half-written, and longer than the content to come', {
    mode: 0o600,
  });
  assert.equal(await storeFile(root, 'job/a/file', bytes('new'), 'replace'), undefined);
  assert.equal(read('job/a/file'), 'new');
  assert.equal(readFileSync(old, 'utf8'), 'a long old content', 'the old file was never touched');
  closeSync(old);
  assert.deepEqual(readdirSync(join(root, 'job/a')), ['file']);
  assert.equal(statSync(join(root, 'job/a/file')).mode & 0o777, 0o600);
});

test('a replace that cannot be leaves the old file, and follows no link', async () => {
  await storeFile(root, 'job/file', bytes('old'), 'replace');
  mkdirSync(join(root, 'job/.host-new-file'));
  assert.match((await storeFile(root, 'job/file', bytes('new'), 'replace')) ?? '', /a folder is in the way/);
  assert.equal(read('job/file'), 'old');
  symlinkSync(join(top, 'secret'), join(root, 'job/link'));
  assert.match((await storeFile(root, 'job/link', bytes('gone'), 'replace')) ?? '', /a link is in the way/);
  symlinkSync(top, join(root, 'job/out'));
  assert.match((await storeFile(root, 'job/out/secret', bytes('gone'), 'replace')) ?? '', /a link is in the way/);
  symlinkSync(join(top, 'secret'), join(root, 'job/.host-new-other'));
  assert.match((await storeFile(root, 'job/other', bytes('gone'), 'replace')) ?? '', /a link is in the way/);
  assert.equal(readFileSync(join(top, 'secret'), 'utf8'), 'secret');
  assert.match((await storeFile(root, 'job', bytes('x'), 'replace')) ?? '', /a folder is in the way/);
});

test('what is in the way of a store is told as a sentence', async () => {
  await storeFile(root, 'job/file', bytes('x'), 'create');
  const under = 'cannot write "job/file/under": a part of the path is a file (ENOTDIR)';
  assert.equal(await storeFile(root, 'job/file/under', bytes('y'), 'create'), under);
  assert.equal(
    await storeFile(root, 'job', bytes('y'), 'create'),
    'cannot write "job": a folder is in the way (EISDIR)',
  );
  assert.match(
    (await storeFile(root, `job/${'n'.repeat(300)}`, bytes('y'), 'create')) ?? '',
    /the name is too long for this disk/,
  );
  execFileSync('mkfifo', [join(root, 'job/pipe')]);
  assert.match((await storeFile(root, 'job/pipe', bytes('y'), 'append')) ?? '', /it is not a regular file/);
  const reader = openSync(join(root, 'job/pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
  assert.match((await storeFile(root, 'job/pipe', bytes('y'), 'append')) ?? '', /it is not a regular file/);
  closeSync(reader);
  symlinkSync('/dev/full', join(root, 'job/full'));
  assert.match((await storeFile(root, 'job/full', bytes('y'), 'append')) ?? '', /a link is in the way/);
});

test('a store follows no link out of the folder, neither at the end nor on the way, and makes no folder there', async () => {
  symlinkSync(top, join(root, 'job/out'));
  symlinkSync(join(top, 'secret'), join(root, 'job/link'));
  for (const path of ['job/out/secret', 'job/out/new/file', 'job/link'])
    assert.match((await storeFile(root, path, bytes('gone'), 'create')) ?? '', /a link is in the way/, path);
  assert.equal(readFileSync(join(top, 'secret'), 'utf8'), 'secret');
  assert.ok(!existsSync(join(top, 'new')));
});

test('a load gives the piece and the whole size, and less where the file ends', async () => {
  await storeFile(root, 'job/file', bytes('0123456789'), 'create');
  assert.deepEqual(await load('file'), ['0123456789', 10]);
  assert.deepEqual(await load('file', 3, 4), ['3456', 10]);
  assert.deepEqual(await load('file', 8, 4), ['89', 10]);
  assert.deepEqual(await load('file', 0, 0), ['', 10]);
  assert.deepEqual(await load('file', 50, 4), ['', 10]);
});

test('a load gives nothing of what is no regular file inside the folder', async () => {
  await storeFile(root, 'outside-the-job', bytes('mine, but not of this folder'), 'create');
  execFileSync('mkfifo', [join(root, 'job/pipe')]);
  symlinkSync(join(top, 'secret'), join(root, 'job/link'));
  symlinkSync('../outside-the-job', join(root, 'job/up'));
  symlinkSync(top, join(root, 'job/folder-link'));
  symlinkSync('/dev/zero', join(root, 'job/device'));
  symlinkSync('nowhere', join(root, 'job/dangling'));
  symlinkSync('loop', join(root, 'job/loop'));
  mkdirSync(join(root, 'job/folder'));
  const paths = [
    'missing',
    'folder',
    'pipe',
    'link',
    'up',
    'folder-link/secret',
    'device',
    'dangling',
    'loop',
    'folder/missing/x',
  ];
  for (const path of paths) assert.deepEqual(await load(path), nothing, path);
});

test('a link that stays inside is followed by a load', async () => {
  await storeFile(root, 'job/file', bytes('here'), 'create');
  symlinkSync('file', join(root, 'job/link'));
  assert.deepEqual(await load('link'), ['here', 4]);
});

test('removal takes links and not what they lead to, and says nothing of what is not there', async () => {
  symlinkSync(top, join(root, 'job/out'));
  assert.equal(await removePath(root, 'job'), undefined);
  assert.ok(!existsSync(join(root, 'job')));
  assert.ok(existsSync(join(top, 'secret')));
  assert.equal(await removePath(root, 'job'), undefined);
  assert.equal(await removePath(root, 'no/such/folder'), undefined);
});

test('removal goes into folders that a program has locked', async () => {
  mkdirSync(join(root, 'job/locked/deep'), { recursive: true });
  writeFileSync(join(root, 'job/locked/deep/file'), '');
  chmodSync(join(root, 'job/locked/deep'), 0o500);
  chmodSync(join(root, 'job/locked'), 0);
  assert.equal(await asNobody(() => removePath(root, 'job')), undefined);
  assert.ok(!existsSync(join(root, 'job')));
});

/** No lock holds root; so root becomes somebody else for the while. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  const nobody = 65_534;
  execFileSync('chown', ['-R', String(nobody), top]);
  process.seteuid?.(nobody);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

test('removal goes through no link', async () => {
  symlinkSync(top, join(root, 'job/out'));
  assert.match((await removePath(root, 'job/out/secret')) ?? '', /a link is in the way/);
  assert.ok(existsSync(join(top, 'secret')));
});

test('a whole file of the machine is read, or nothing', async () => {
  await storeFile(root, 'results/1', bytes('whole'), 'create');
  assert.equal(Buffer.from((await readWhole(root, 'results/1')) ?? []).toString(), 'whole');
  assert.equal(await readWhole(root, 'results'), null);
});

test("paths that leave the folder, or are the host's own, are the machine's mistake", () => {
  for (const path of ['', '/etc/passwd', 'a//b', 'a/../b', '..', '.', 'a/.', 'a\0b', 'a\\b', 'a/', '.host-groups'])
    assert.throws(() => assertInside(path), { name: 'InvariantError' }, JSON.stringify(path));
  for (const path of ['a', 'a/b', '...', 'ü/x y', '.hidden']) assertInside(path);
});
