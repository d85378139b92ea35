/** `wireproof serve` as a process: an owner and a node at work, and what they cannot do. Leaves out the protocol (src/node/job). */
import { strict as assert } from 'node:assert';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { soon } from '../host/toy-machine.ts';
import type { Json, JsonObject } from '../lib/contract.ts';

let folder: string;
const children: ChildProcessWithoutNullStreams[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'serve-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  /** An event, past or to come. */
  event(name: string): Promise<JsonObject>;
  /** Exit code and standard error. */
  ended(): Promise<readonly [number | null, string]>;
}

function serve(name: string, config: Json, ...args: readonly string[]): Server {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(config));
  const child = spawn(process.execPath, [
    '--import',
    './ts-node.mjs',
    'src/cli/main.ts',
    'serve',
    '--config',
    path,
    ...args,
  ]);
  children.push(child);
  const lines: JsonObject[] = [];
  const lookers = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as JsonObject);
    lookers.forEach((look) => look());
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += String(data)));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    event: (event) =>
      soon(
        `${event} of ${name}`,
        new Promise((resolve) => {
          const look = (): void => {
            const found = lines.find((line) => line['event'] === event);
            if (found !== undefined) resolve(found);
          };
          lookers.add(look);
          look();
        }),
      ),
    ended: async () => [(await soon(`end of ${name}`, closed))[0], stderr],
  };
}

const free = { host: '127.0.0.1', port: 0 };
const ownerOf = (more: JsonObject = {}): JsonObject => ({ protocol: 'job', role: 'owner', listen: free, ...more });
const nodeOf = (connect: Json, more: JsonObject = {}): JsonObject => ({
  protocol: 'job',
  role: 'node',
  connect,
  ...more,
});
const job = { files: [{ name: 'run', path: 'run.sh' }], runs: [{ file: 'run', log: 'log' }], rets: ['log'] };

function resultOf(finished: JsonObject): string {
  const [first] = finished['results'] as readonly { readonly path: string }[];
  return readFileSync(join(folder, 'wireproof-owner', first?.path ?? ''), 'utf8');
}

test('a job of the configuration and one from standard input are run, and both servers end in good order', async () => {
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\necho served\n');
  const owner = serve('owner', ownerOf({ submit: [job] }), '--stdin');
  const { address } = await owner.event('listening');
  const node = serve('node', nodeOf(address ?? null, { programs: true }));
  assert.equal(resultOf(await owner.event('job-finished')), 'served\nexit 0\n');
  owner.child.stdin.write(`nonsense\n{"submit":{"files":[{"name":"x"}]}}\n`);
  assert.equal((await owner.event('bad-request'))['reason'], 'this line is no JSON: "nonsense"');
  owner.child.kill('SIGTERM');
  assert.deepEqual(await owner.ended(), [0, '']);
  assert.equal((await node.event('closed'))['reason'], 'the owner stops');
  assert.equal((await node.event('connect-again'))['inSeconds'], 1);
  node.child.kill('SIGINT');
  assert.deepEqual(await node.ended(), [0, '']);
  assert.deepEqual(readdirSync(join(folder, 'wireproof-owner')), ['results']);
  assert.ok(!existsSync(join(folder, 'wireproof-node', '.host-lock')));
});

test('jobs come from standard input', async () => {
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\necho from a line\n');
  const owner = serve('owner', ownerOf(), '--stdin');
  const entry = { ...job, files: [{ name: 'run', path: join(folder, 'run.sh') }] };
  owner.child.stdin.end(`${JSON.stringify({ submit: entry })}\n`);
  serve('node', nodeOf((await owner.event('listening'))['address'] ?? null, { programs: true }));
  assert.equal(resultOf(await owner.event('job-finished')), 'from a line\nexit 0\n');
});

test('a node without programs takes none, and a node tries again until there is an owner', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  const node = serve('node', nodeOf({ host: '127.0.0.1', port }));
  assert.match(String((await node.event('connect-failed'))['reason']), /nobody listens there/);
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\n');
  const owner = serve('owner', ownerOf({ listen: { host: '127.0.0.1', port }, submit: [job] }));
  await node.event('joined');
  assert.match(String((await owner.event('job-failed'))['reason']), /not allowed/);
});

test('a taken port ends an owner with 4 and a sentence', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const owner = serve('owner', ownerOf({ listen: { host: '127.0.0.1', port } }));
  const sentence = `wireproof: cannot listen on 127.0.0.1:${port}: the port is taken by another program (EADDRINUSE)\n`;
  assert.deepEqual(await owner.ended(), [4, sentence]);
  listener.close();
});

test('a folder in use, a file that is not there and a wrong role are told in a sentence', async () => {
  const owner = serve('owner', ownerOf());
  await owner.event('listening');
  const [code, sentence] = await serve('second', ownerOf()).ended();
  assert.equal(code, 2);
  assert.match(
    sentence,
    new RegExp(`^wireproof: the folder .*wireproof-owner is in use by process ${owner.child.pid}; `),
  );
  const lacking = serve('lacking', ownerOf({ folder: 'other', submit: [job] }));
  assert.deepEqual(await lacking.ended(), [
    4,
    `wireproof: cannot take the file ${join(folder, 'run.sh')}: it is not there (ENOENT)\n`,
  ]);
  const [, usage] = await serve('node', nodeOf(free, { connect: { host: '127.0.0.1', port: 1 } }), '--stdin').ended();
  assert.match(usage, /^wireproof: --stdin brings jobs, which only an owner takes/);
});
