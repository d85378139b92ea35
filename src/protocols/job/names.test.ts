/** Names of files and modules, from the page: D-3, D-7, D-10. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFileName, readJoinText, writeJoinText } from './names.ts';

const LIMIT = 255;

test('good file names are taken', () => {
  for (const name of ['a', 'a/b', '.hidden', 'a..b', '...', 'ä', 'x'.repeat(LIMIT), 'c:d'.slice(1), 'dir/sub/file.txt'])
    assert.equal(checkFileName(name, LIMIT), null, name);
});

test('bad file names are refused with a reason', () => {
  const bad = [
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    './a',
    'a/.',
    'a/../b',
    'a\0b',
    'a\\b',
    'C:x',
    'c:/x',
    'x'.repeat(256),
  ];
  for (const name of bad) assert.ok(checkFileName(name, LIMIT), JSON.stringify(name));
  assert.ok(checkFileName('ä'.repeat(128), LIMIT), 'octets count, not characters');
});

test('a Join is read as the page says', () => {
  assert.deepEqual(readJoinText('1.0'), { version: '1.0', modules: [] });
  assert.deepEqual(readJoinText('1.0;'), { version: '1.0', modules: [] });
  assert.deepEqual(readJoinText('1.0;a;B-c_.9'), { version: '1.0', modules: ['a', 'B-c_.9'] });
  for (const text of ['', ';', ';a', '1;;', '1;a;', '1;;a', '1;a b', '1;ä', `1;${'m'.repeat(65)}`])
    assert.equal(typeof readJoinText(text), 'string', text);
});

test('what is written is read', () => {
  const module = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
  const version = fc.stringMatching(/^[^;]{1,20}$/);
  fc.assert(
    fc.property(version, fc.array(module), (name, modules) => {
      const joining = { version: name, modules };
      assert.deepEqual(readJoinText(writeJoinText(joining)), joining);
    }),
  );
});
