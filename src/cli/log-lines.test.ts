/** What a program prints as lines of log: cuts anywhere, control characters, lines without an end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogLines } from './log-lines.ts';

const linesOf = (...pieces: readonly (string | Uint8Array)[]): readonly string[] => {
  const said: string[] = [];
  const lines = createLogLines((line) => said.push(line));
  for (const piece of pieces) lines.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  lines.end();
  return said;
};

test('lines are cut at line feeds, wherever the octets were cut', () => {
  const octets = Buffer.from('erste Zeile\n\nzweite für ж\n');
  const whole = ['erste Zeile', '', 'zweite für ж'];
  for (let cut = 0; cut <= octets.length; cut += 1)
    assert.deepEqual(linesOf(octets.subarray(0, cut), octets.subarray(cut)), whole);
});

test('control characters but TAB are taken away, a last line needs no end', () => {
  assert.deepEqual(linesOf('\x1b[1ma\tb\r\n', 'rest\x00'), ['[1ma\tb', 'rest']);
});

test('what is no UTF-8 becomes replacement characters', () => {
  assert.deepEqual(linesOf(Uint8Array.of(0x61, 0xff, 0x0a)), ['a\ufffd']);
});

test('a long line goes on in the next, also one that never ends', () => {
  assert.deepEqual(
    linesOf('x'.repeat(5000), `${'y'.repeat(10)}\n`).map(({ length }) => length),
    [4096, 914],
  );
  assert.deepEqual(
    linesOf(`${'z'.repeat(9000)}\nend`).map(({ length }) => length),
    [4096, 4096, 808, 3],
  );
});
