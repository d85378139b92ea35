/** `wireproof adapter` as a process: what it leaves behind, whichever way it ends. Leaves out the contract (src/node/job, sim). */
import { strict as assert } from 'node:assert';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, test } from 'node:test';
import { markedProcesses, readProcess } from '../host/process-table.ts';
import { soon } from '../host/toy-machine.ts';
import type { JsonObject } from '../lib/contract.ts';

interface Adapter {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stderr: string[];
  ask(op: string, args?: JsonObject): Promise<JsonObject>;
  event(name: string): Promise<JsonObject>;
  folders(): readonly string[];
}

const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...args: readonly string[]): Adapter {
  const child = spawn(process.execPath, ['--import', './ts-node.mjs', 'src/cli/main.ts', 'adapter', ...args]);
  children.push(child);
  const lines: JsonObject[] = [];
  const stderr: string[] = [];
  let look: () => void = () => undefined;
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as JsonObject);
    look();
  });
  child.stderr.on('data', (data: Buffer) => stderr.push(String(data)));
  const find = (fits: (line: JsonObject) => boolean): Promise<JsonObject> =>
    new Promise((resolve) => {
      look = () => {
        const found = lines.find(fits);
        if (found !== undefined) resolve(found);
      };
      look();
    });
  let id = 0;
  return {
    child,
    stderr,
    ask: (op, args = {}) => {
      const asked = ++id;
      child.stdin.write(`${JSON.stringify({ id: asked, op, ...args })}\n`);
      return soon(
        `answer to ${op}`,
        find((line) => line['id'] === asked),
      );
    },
    event: (name) =>
      soon(
        `event ${name}`,
        find((line) => line['event'] === name),
      ),
    folders: () => readdirSync(tmpdir()).filter((name) => name.startsWith(`wireproof-${child.pid}-`)),
  };
}

/** An owner and a node at work on a program that never ends; gives the program's processes. */
async function working(adapter: Adapter): Promise<readonly number[]> {
  await adapter.ask('hello', { contract: 1, protocol: 'job', profile: {} });
  const { ok } = (await adapter.ask('start', { role: 'owner', config: {} })) as { readonly ok: JsonObject };
  await adapter.ask('start', { role: 'node', config: {} });
  await adapter.ask('connect', { role: 'node', at: ok['listen'] ?? null });
  const bytes = Buffer.from('#!/bin/sh\nsetsid sleep 600 &\nsleep 600\n').toString('hex');
  await adapter.ask('submit', {
    role: 'owner',
    files: [{ name: 'run', bytes }],
    runs: [{ file: 'run', log: 'log' }],
    rets: [],
  });
  await adapter.event('job-started');
  const mark = `WIREPROOF_FOLDER=${join(tmpdir(), adapter.folders()[0] ?? '', 'node')}`;
  const untilMs = Date.now() + 60_000;
  // One look counts: a process in the middle of its exec shows no environment for a moment.
  let pids = markedProcesses(mark);
  while (pids.length < 3 && Date.now() < untilMs) {
    await new Promise((resolve) => setImmediate(resolve));
    pids = markedProcesses(mark);
  }
  assert.equal(pids.length, 3, 'the shell, its child and the one that left the group');
  return pids;
}

const ended = (adapter: Adapter): Promise<unknown> => soon('end of the adapter', once(adapter.child, 'exit'));
/** Zombies, of which only the parent has not taken note yet, do not live. */
const lives = (pid: number): boolean => readProcess(pid)?.alive === true;

/** Those that were killed may need a moment to be gone. */
async function assertNothingLeft(adapter: Adapter, pids: readonly number[]): Promise<void> {
  const untilMs = Date.now() + 60_000;
  while (pids.some(lives) && Date.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(pids.filter(lives), []);
  assert.deepEqual(adapter.folders(), []);
}

test('when its input is closed it ends with 0 and leaves nothing', async () => {
  const adapter = start('--protocol', 'job');
  const pids = await working(adapter);
  adapter.child.stdin.end();
  assert.deepEqual(await ended(adapter), [0, null]);
  await assertNothingLeft(adapter, pids);
  assert.deepEqual(adapter.stderr, []);
});

test('SIGTERM ends it and leaves nothing', async () => {
  const adapter = start('--protocol', 'job');
  const pids = await working(adapter);
  adapter.child.kill('SIGTERM');
  assert.deepEqual(await ended(adapter), [143, null]);
  await assertNothingLeft(adapter, pids);
});

test('when nobody reads its output any more it ends and leaves nothing', async () => {
  const adapter = start('--protocol', 'job');
  const pids = await working(adapter);
  adapter.child.stdout.destroy();
  adapter.child.stdin.write('{"id":99,"op":"state","role":"owner"}\n');
  await ended(adapter);
  await assertNothingLeft(adapter, pids);
});

test('what it leaves when it is killed is removed by the next one', async () => {
  const adapter = start('--protocol', 'job');
  const pids = await working(adapter);
  adapter.child.kill('SIGKILL');
  await ended(adapter);
  assert.deepEqual(pids.filter(lives), pids, 'programs outlive a killed node');
  const next = start('--protocol', 'job');
  await next.ask('hello', { contract: 1, protocol: 'job', profile: {} });
  await assertNothingLeft(adapter, pids);
  next.child.stdin.end();
  assert.deepEqual(await ended(next), [0, null]);
});

test('reset leaves no process of its jobs', async () => {
  const adapter = start('--protocol', 'job');
  const pids = await working(adapter);
  assert.deepEqual((await adapter.ask('reset'))['ok'], {});
  assert.deepEqual(pids.filter(lives), []);
  adapter.child.stdin.end();
  await ended(adapter);
});

test('without a protocol it is the one that hello names', async () => {
  const adapter = start();
  const codeOf = async (op: string, args: JsonObject = {}): Promise<unknown> =>
    ((await adapter.ask(op, args))['error'] as JsonObject | undefined)?.['code'];
  assert.equal(await codeOf('reset'), 'bad-request');
  assert.equal(await codeOf('hello', { contract: 1, protocol: 'post', profile: {} }), 'bad-request');
  const { ok } = await adapter.ask('hello', { contract: 1, protocol: 'cluster', profile: {} });
  assert.deepEqual((ok as JsonObject)['roles'], ['node', 'endpoint']);
  assert.equal(await codeOf('hello', { contract: 1, protocol: 'job', profile: {} }), 'bad-request', 'one and no other');
  adapter.child.stdin.end();
  assert.deepEqual(await ended(adapter), [0, null]);
});

test('an unknown protocol is a mistake of usage', async () => {
  const adapter = start('--protocol', 'post');
  assert.deepEqual(await ended(adapter), [2, null]);
  assert.match(adapter.stderr.join(''), /there is no protocol "post"; the protocols are job/);
});
