/** `wireproof sim` from outside: what it prints, and its exit codes. Leaves out what a seed does (sim/job-run.test.ts). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', './ts-node.mjs', 'src/cli/main.ts', 'sim', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

test('a line for each seed and a summary', () => {
  const { stdout, status } = run('--nodes', '3', '--seeds', '19..20');
  assert.equal(status, 0);
  const lines = stdout.trim().split('\n');
  assert.match(lines[0]!, /^seed 19 passed {2}\d+ jobs: .*hash [0-9a-f]{16}$/);
  assert.match(lines[1]!, /^seed 20 passed .*hash [0-9a-f]{16}, twice$/);
  assert.equal(lines[2], '2 seeds, 2 passed, 0 failed');
});

test('--trace prints what happened, --faults none lets nothing happen', () => {
  const { stdout, status } = run('--nodes', '2', '--seeds', '3', '--faults', 'none', '--trace');
  assert.equal(status, 0);
  assert.match(stdout, /^0 owner input /m);
  assert.match(stdout, /owner event \{kind:"job-finished"/);
  assert.match(stdout, /; no faults; hash/);
  assert.doesNotMatch(stdout, /network fault/);
});

for (const args of [
  ['--seeds', '5..1'],
  ['--seeds', 'x'],
  ['--seeds', '1..2..3'],
  ['--nodes', '0'],
  ['--faults', 'rain'],
  ['--protocol', 'none'],
  ['--format', 'xml'],
  ['extra'],
]) {
  test(`usage: ${args.join(' ')}`, () => {
    const { stdout, stderr, status } = run(...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^wireproof: \S/);
  });
}
