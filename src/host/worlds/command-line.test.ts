/** Commands as words. Leaves out starting them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitCommand } from './command-line.ts';

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['python3 node.py --x 1', ['python3', 'node.py', '--x', '1']],
  ['  a\t b\n', ['a', 'b']],
  [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
  [`a '' "" b`, ['a', '', '', 'b']],
  [`a x'y'"z"w`, ['a', 'xyzw']],
  [`a "q\\"r" "s\\\\t" "u\\v" '\\'`, ['a', 'q"r', 's\\t', 'u\\v', '\\']],
  ['a $HOME *.ts | b > c', ['a', '$HOME', '*.ts', '|', 'b', '>', 'c']],
];

for (const [text, words] of cases) {
  test(`splits ${JSON.stringify(text)}`, () => assert.deepEqual(splitCommand(text), words));
}

for (const text of ['', '   ', `''`, `a 'b`, 'a "b', 'a\\']) {
  test(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => splitCommand(text), { name: 'UsageError' }));
}
