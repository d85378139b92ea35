/** Machines by name: lives in one folder, forgetting, and what a killed process left. */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Hosted } from '../node/hosting.ts';
import { type TcpHosting, createTcpHosting } from './hosting.ts';
import { readProcess } from './process-table.ts';
import { type Act, type Toy, createToy, soon } from './toy-machine.ts';

let hosting: TcpHosting;
beforeEach(() => void (hosting = createTcpHosting()));
afterEach(() => soon('end', new Promise<void>((resolve) => hosting.end(resolve))));

async function started(toy: Toy, name = 'one'): Promise<Hosted<Act>> {
  const hosted = hosting.start(name, toy, () => undefined);
  await toy.heard('start');
  return hosted;
}

const read = (hosted: Hosted<Act>, path: string): Promise<string | null> =>
  soon('read', new Promise((resolve) => hosted.read(path, (data) => resolve(data && Buffer.from(data).toString()))));
const lives = (pid: number): boolean => readProcess(pid)?.alive === true;

/** A machine whose program runs; gives the program's pid. */
async function withProgram(hosted: Hosted<Act>): Promise<number> {
  const script = '#!/bin/sh\necho $$ > pid\nkill -STOP $$\n';
  hosted.command((out) => {
    out.store(1, 'job/run', Buffer.from(script), 'create');
    out.run(1, { folder: 'job', program: 'run', log: 'log' });
  });
  const untilMs = Date.now() + 60_000;
  while (Date.now() < untilMs) {
    const text = await read(hosted, 'job/pid');
    if (text !== null && text.endsWith('\n')) return Number(text);
  }
  throw new Error('the program never ran');
}

test('a folder goes from life to life, and each life has a seed of its own', async () => {
  const first = createToy();
  const hosted = await started(first);
  hosted.command((out) => out.store(1, 'kept', Buffer.from('kept'), 'create'));
  await first.heard('stored');
  hosted.crash();
  const second = createToy();
  assert.equal(await read(await started(second), 'kept'), 'kept');
  const seeds = await Promise.all([first.heard('start'), second.heard('start')]);
  assert.notEqual(seeds[0].seed, seeds[1].seed);
});

test('what an earlier life had begun to store is stored before the next life reads, and the rest never', async () => {
  const first = createToy();
  const hosted = await started(first);
  hosted.command((out) => {
    out.store(1, 'first', Buffer.alloc(1024), 'create');
    out.store(2, 'second', Buffer.alloc(1024), 'create');
    out.event('stored');
  });
  await first.heard('command');
  hosted.crash();
  const next = await started(createToy());
  assert.deepEqual([(await read(next, 'first'))?.length, await read(next, 'second')], [1024, null]);
});

test('two living machines of one name are our mistake', async () => {
  await started(createToy());
  assert.throws(() => hosting.start('one', createToy(), () => undefined), { name: 'InvariantError' });
  assert.throws(() => hosting.start('../up', createToy(), () => undefined), { name: 'InvariantError' });
});

test('close sends what was sent, ends programs, and gives the name free', async () => {
  const hosted = await started(createToy());
  const pid = await withProgram(hosted);
  await soon('close', new Promise<void>((resolve) => hosted.close(resolve)));
  assert.ok(!lives(pid));
  await started(createToy());
});

test('forget ends what crashed machines left and empties all folders', async () => {
  const one = await started(createToy());
  const two = await started(createToy(), 'two');
  const pids = [await withProgram(one), await withProgram(two)];
  one.crash();
  assert.deepEqual(pids.map(lives), [true, true]);
  await soon('forget', new Promise<void>((resolve) => hosting.forget(resolve)));
  assert.deepEqual(pids.map(lives), [false, false]);
  assert.deepEqual(readdirSync(hosting.folder), []);
  assert.equal(await read(await started(createToy()), 'job/pid'), null);
});

test('the last moment of a process needs no time', async () => {
  const hosted = await started(createToy());
  const pid = await withProgram(hosted);
  hosting.endNow();
  assert.ok(!existsSync(hosting.folder));
  await soon('end of the program', gone(pid));
});

async function gone(pid: number): Promise<void> {
  while (lives(pid)) await new Promise((resolve) => setImmediate(resolve));
}

test('a temporary folder whose process was killed is removed by the next, with its programs; a given one is not', async () => {
  const dead = spawn('true');
  await once(dead, 'exit');
  const left = join(dirname(hosting.folder), `wireproof-${dead.pid}-1-abcdef`);
  mkdirSync(join(left, 'one', 'job'), { recursive: true });
  const hosted = await started(createToy());
  const pid = await withProgram(hosted);
  hosted.crash();
  renameSync(join(hosting.folder, 'one', '.host-groups'), join(left, 'one', '.host-groups'));
  const next = createTcpHosting();
  await soon('end of the program', gone(pid));
  assert.ok(!existsSync(left));
  assert.ok(existsSync(hosting.folder), 'the folder of a living process was removed');
  await new Promise<void>((resolve) => next.end(resolve));

  const given = join(hosting.folder, 'given');
  const other = createTcpHosting({ folder: given });
  writeFileSync(join(given, 'file'), 'mine');
  await new Promise<void>((resolve) => other.end(resolve));
  assert.equal(readFileSync(join(given, 'file'), 'utf8'), 'mine');
});
