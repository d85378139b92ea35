/** Programs of a machine: real processes. Leaves out what an earlier life left (process-groups.test.ts). */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Exit } from '../lib/machine.ts';
import { type Bench, type Toy, createBench, createToy } from './toy-machine.ts';

let bench: Bench;
let toy: Toy;
let host: Awaited<ReturnType<Bench['host']>>;
let folder: string;

beforeEach(async () => {
  bench = createBench();
  toy = createToy();
  host = await bench.host(toy, 'm');
  folder = join(bench.folder, 'm', 'job');
  mkdirSync(folder);
});
afterEach(async () => {
  await new Promise<void>((resolve) => host.close(resolve));
  await bench.undo();
});

let last = 0;

/** Runs a script that is in the job's folder as `run`. */
async function run(script: string, log = 'log'): Promise<Exit> {
  writeFileSync(join(folder, 'run'), script);
  const id = ++last;
  host.command((out) => out.run(id, { folder: 'job', program: 'run', log }));
  return (await toy.heard('exited', (input) => input.process === id)).exit;
}

const logText = (name = 'log'): string => readFileSync(join(folder, name), 'utf8');

/** Whether a process lives, by the table of the machine. */
function lives(pid: number): boolean {
  const stat = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
  return !stat.toString().startsWith('Z');
}
function isGone(pid: number): boolean {
  try {
    return !lives(pid);
  } catch {
    return true;
  }
}

test('an exit code and both outputs in the order they were written', async () => {
  assert.deepEqual(await run('#!/bin/sh\necho one; echo two >&2; echo three; exit 7\n'), { how: 'code', code: 7 });
  assert.equal(logText(), 'one\ntwo\nthree\n');
});

test('two programs with one log append to it', async () => {
  await run('#!/bin/sh\necho first\n');
  await run('#!/bin/sh\necho second\n');
  assert.equal(logText(), 'first\nsecond\n');
});

test('a script without #! is run by the shell', async () => {
  assert.deepEqual(await run('echo plain\nexit 3\n'), { how: 'code', code: 3 });
  assert.equal(logText(), 'plain\n');
});

test('the end by a signal tells its number', async () => {
  assert.deepEqual(await run('#!/bin/sh\nkill -TERM $$\n'), { how: 'signal', signal: 15 });
});

test('the input is empty, the folder is the working folder, and the environment is nearly so', async () => {
  await run('#!/bin/sh\nwc -c; pwd; env | cut -d= -f1 | sort | tr "\\n" " "\n');
  const [size, where, names] = logText().split('\n');
  assert.equal(size?.trim(), '0');
  assert.equal(where, folder);
  // Node itself adds NODE_V8_COVERAGE to every child while it measures coverage.
  const allowed = [
    'NODE_V8_COVERAGE',
    'HOME',
    'LANG',
    'OLDPWD',
    'PATH',
    'PWD',
    'SHLVL',
    'WIREPROOF_FOLDER',
    'WIREPROOF_INSTANCE',
    '_',
  ];
  assert.deepEqual(
    names
      ?.trim()
      .split(' ')
      .filter((name) => !allowed.includes(name)),
    [],
  );
});

test('what a program left in its group is ended with it', async () => {
  assert.deepEqual(await run('#!/bin/sh\nsleep 600 & echo $!\nexit 0\n'), { how: 'code', code: 0 });
  assert.ok(isGone(Number(logText())), 'the child in the background lives');
});

test('kill ends the whole group, grandchildren too', async () => {
  const ended = run('#!/bin/sh\n(sh -c "sleep 600 & echo \\$!; wait" & wait) &\necho $! >&2\nwait\n');
  const pids = await linesOf(2);
  host.command((out) => out.kill(last));
  assert.deepEqual(await ended, { how: 'signal', signal: 9 });
  assert.deepEqual(pids.map(isGone), [true, true]);
});

test('a kill before the start leaves the program unstarted', async () => {
  writeFileSync(join(folder, 'run'), '#!/bin/sh\necho started\n');
  host.command((out) => {
    out.run(900, { folder: 'job', program: 'run', log: 'log' });
    out.kill(900);
  });
  const { exit } = await toy.heard('exited');
  assert.deepEqual(exit, { how: 'signal', signal: 9 });
  assert.equal(logText(), '');
});

test('what cannot be started says why', async () => {
  const missing = { folder: 'job', program: 'nothing', log: 'log' };
  host.command((out) => out.run(901, missing));
  const { exit } = await toy.heard('exited');
  assert.deepEqual(exit, { how: 'failed', reason: 'cannot start "nothing": it is not there (ENOENT)' });
  assert.match(reason(await run('#!/no/such/interpreter\n')), /^cannot start "run": it is not there/);
  mkdirSync(join(folder, 'sub'));
  assert.match(reason(await run('#!/bin/sh\n', 'sub')), /a folder is in the way/);
  symlinkSync('/dev/null', join(folder, 'null'));
  assert.match(reason(await run('#!/bin/sh\n', 'null')), /a link is in the way/);
  symlinkSync('/bin/true', join(folder, 'true'));
  host.command((out) => out.run(902, { folder: 'job', program: 'true', log: 'log' }));
  assert.match(reason((await toy.heard('exited', (input) => input.process === 902)).exit), /a link is in the way/);
});

test('a log in a folder that a link leads out of is not opened', async () => {
  symlinkSync(bench.folder, join(folder, 'out'));
  assert.match(reason(await run('#!/bin/sh\necho escaped\n', 'out/log')), /a link is in the way/);
});

function reason(exit: Exit): string {
  return exit.how === 'failed' ? exit.reason : `it did start: ${JSON.stringify(exit)}`;
}

/** The numbers in the log when it has so many lines. */
async function linesOf(count: number): Promise<readonly number[]> {
  const untilMs = Date.now() + 60_000;
  while (Date.now() < untilMs) {
    const lines = (await contentOf('job/log')).split('\n').slice(0, -1);
    if (lines.length >= count) return lines.map(Number);
  }
  throw new Error(`the log never had ${count} lines`);
}

function contentOf(path: string): Promise<string> {
  return new Promise((resolve) => host.read(path, (data) => resolve(Buffer.from(data ?? []).toString('utf8'))));
}
