/** What an earlier life of a machine left running. Leaves out how programs start and end (processes.test.ts). */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { endLeftGroups } from './process-groups.ts';
import { bootId, readProcess } from './process-table.ts';
import { type Bench, createBench, createToy, soon } from './toy-machine.ts';

let bench: Bench;
let folder: string;
beforeEach(() => {
  bench = createBench();
  folder = join(bench.folder, 'm');
});
afterEach(async () => {
  await endLeftGroups(folder);
  await bench.undo();
});

const lives = (pid: number): boolean => readProcess(pid)?.alive === true;

/** Runs a script that writes pids to `pids` and then the file `ready`, in a life that is then crashed. Gives the pids. */
async function crashedLife(script: string): Promise<readonly number[]> {
  const toy = createToy();
  const host = await bench.host(toy, 'm');
  host.command((out) => out.store(1, 'job/run', Buffer.from(`#!/bin/sh\n${script}\n: > ready\nwait\n`), 'create'));
  await toy.heard('stored');
  const ready = appears(join(folder, 'job'), 'ready');
  host.command((out) => out.run(1, { folder: 'job', program: 'run', log: 'log' }));
  await ready;
  host.crash();
  return readFileSync(join(folder, 'job/pids'), 'utf8').trim().split(/\s+/).map(Number);
}

function appears(where: string, name: string): Promise<void> {
  return soon(
    `${name} in ${where}`,
    new Promise<void>((resolve) => {
      const watcher = watch(where, () => {
        if (!existsSync(join(where, name))) return;
        watcher.close();
        resolve();
      });
      bench.later(() => watcher.close());
    }),
  );
}

/** Waits until a child of this process has ended and its end was told. */
async function gone(pid: number): Promise<void> {
  const untilMs = Date.now() + 60_000;
  while (readProcess(pid) !== null && Date.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(readProcess(pid), null);
}

/** A next life that sweeps. */
async function sweep(): Promise<void> {
  const toy = createToy();
  const host = await bench.host(toy, 'm');
  host.command((out) => out.sweep(7, 'job'));
  assert.deepEqual(await toy.heard('stored'), { kind: 'stored', token: 7 });
}

test('programs outlive a crash, and the next life ends them and empties the folder', async () => {
  const pids = await crashedLife('sleep 600 & echo $$ $! > pids');
  assert.deepEqual(pids.map(lives), [true, true]);
  await sweep();
  assert.deepEqual(pids.map(lives), [false, false]);
  assert.ok(!existsSync(join(folder, 'job')));
  assert.ok(!existsSync(join(folder, '.host-groups')));
});

test('a group whose first process is gone is ended too', async () => {
  const [leader = 0, child = 0] = await crashedLife('env -i /bin/sleep 600 & echo $$ $! > pids');
  process.kill(leader, 'SIGKILL');
  await gone(leader);
  assert.ok(lives(child));
  await sweep();
  assert.ok(!lives(child));
});

test('what has left its group is found by its mark', async () => {
  const script = 'setsid sh -c "echo \\$\\$ > pids; exec sleep 600" & while ! [ -s pids ]; do sleep 0.01; done';
  const [escaped = 0] = await crashedLife(script);
  const list = JSON.parse(readFileSync(join(folder, '.host-groups'), 'utf8')) as { readonly pid: number };
  assert.notEqual(readProcess(escaped)?.group, list.pid);
  await sweep();
  assert.ok(!lives(escaped));
});

test('a process that has the number of an old one is let live', async () => {
  const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  await once(stranger, 'spawn');
  const pid = stranger.pid as number;
  const toy = createToy();
  await bench.host(toy, 'm');
  const line = { pid, startedTicks: (readProcess(pid)?.startedTicks ?? 0) - 1, boot: bootId() };
  const earlierBoot = { ...line, startedTicks: line.startedTicks + 1, boot: 'another' };
  writeFileSync(join(folder, '.host-groups'), `${JSON.stringify(line)}\n${JSON.stringify(earlierBoot)}\nhalf a li`);
  await sweep();
  assert.ok(lives(pid), 'the stranger was ended');
  const gone = once(stranger, 'exit');
  stranger.kill('SIGKILL');
  await gone;
});

test('without a program since the last sweep there is no list to read', async () => {
  const toy = createToy();
  await bench.host(toy, 'm');
  assert.ok(!existsSync(join(folder, '.host-groups')));
  await sweep();
});
