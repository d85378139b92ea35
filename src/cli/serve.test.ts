/** `wireproof serve` as a process: an owner and a node at work, and what they cannot do. Leaves out the protocol (src/node/job). */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Json, JsonObject } from '../lib/contract.ts';
import { createStand, type Stand } from './toy/served.ts';

let stand: Stand;
let folder: string;
beforeEach(() => {
  stand = createStand();
  ({ folder } = stand);
});
afterEach(() => stand.clear());
const serve: Stand['serve'] = (...args) => stand.serve(...args);

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
