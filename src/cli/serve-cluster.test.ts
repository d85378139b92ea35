/**
 * `wireproof serve` with a cluster node, and `wireproof node` beside it, as processes; an endpoint in Python at it.
 * Leaves out the protocol (src/node/cluster).
 */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { JsonObject } from '../lib/contract.ts';
import { createStand, type Stand } from './toy/served.ts';

let stand: Stand;
beforeEach(() => void (stand = createStand()));
afterEach(() => stand.clear());

const nodeOf = (name: string, more: JsonObject = {}): JsonObject => ({
  protocol: 'cluster',
  role: 'node',
  folder: name,
  name,
  timers: { reconnect: 0.2 },
  ...more,
});

/** Instructs the node of that name; its answer as an object. */
async function tell(name: string, ...args: readonly string[]): Promise<JsonObject> {
  const [code, out, err] = await stand.wireproof(
    'node',
    ...args,
    '--folder',
    join(stand.folder, name),
    '--format',
    'json',
  );
  assert.equal(err, '');
  assert.equal(code, 0);
  return JSON.parse(out) as JsonObject;
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

const namesIn = (state: JsonObject): readonly string[] =>
  (state['nodes'] as readonly { readonly name: string }[]).map(({ name }) => name);

test('two nodes make a net; what was acknowledged outlives kill -9, and the node comes back online', async () => {
  const [alpha, beta] = [await freePort(), await freePort()];
  const first = stand.serve('alpha', nodeOf('alpha'));
  const second = stand.serve('beta', nodeOf('beta'));
  await Promise.all([first.event('ready'), second.event('ready')]);
  await tell('alpha', 'create', 'lab', '--listen', alpha);
  await tell('alpha', 'open');
  await tell('alpha', 'allow-join');
  assert.equal((await tell('beta', 'join', alpha, '--listen', beta))['net'] !== undefined, true);
  first.child.kill('SIGKILL');
  await first.ended();
  const again = stand.serve('alpha', nodeOf('alpha'));
  assert.equal((await again.event('online'))['address'], '0100000000010000');
  assert.deepEqual(namesIn(await tell('alpha', 'list')), ['alpha', 'beta']);
  await tell('beta', 'open');
  assert.equal((await again.event('node-up'))['address'], '0100000000020000');
  await tell('beta', 'leave');
  assert.equal((await second.event('offline'))['event'], 'offline');
  assert.deepEqual(namesIn(await tell('beta', 'list')), []);
  again.child.kill('SIGTERM');
  assert.deepEqual(await again.ended(), [0, '']);
  assert.equal(existsSync(join(stand.folder, 'alpha', 'control.sock')), false);
});

test('what a node does not do is told in a sentence', async () => {
  const node = stand.serve('alpha', nodeOf('alpha'));
  await node.event('ready');
  const folder = ['--folder', join(stand.folder, 'alpha')];
  const [code, , offline] = await stand.wireproof('node', 'allow-join', ...folder);
  assert.equal(code, 2);
  assert.match(offline, /^wireproof: the node refuses: .*offline/);
  assert.match((await stand.wireproof('node', 'remove', '12', ...folder))[2], /sixteen hexadecimal digits: "12"/);
  assert.match(
    (await stand.wireproof('node', 'list', '--folder', stand.folder))[2],
    /no node answers at .*wireproof serve/,
  );
});

test('a damaged configuration file stops the node before it does anything', async () => {
  const node = stand.serve('alpha', nodeOf('alpha'));
  await node.event('ready');
  node.child.kill('SIGTERM');
  await node.ended();
  writeFileSync(join(stand.folder, 'alpha', 'ecfsrvr.ecs'), 'nonsense');
  const [code, err] = await stand.serve('alpha', nodeOf('alpha')).ended();
  assert.equal(code, 2);
  assert.match(err, /ecfsrvr\.ecs is damaged .*put a copy back/);
});

test('the configuration is printed with all defaults', async () => {
  const path = join(stand.folder, 'alpha.json');
  writeFileSync(path, JSON.stringify(nodeOf('alpha')));
  const [code, out, err] = await stand.wireproof('serve', '--config', path, '--print-config');
  assert.deepEqual([code, err], [0, '']);
  const { control, options } = JSON.parse(out) as {
    control: string;
    options: { timers: JsonObject; machine: JsonObject };
  };
  assert.equal(control, join(stand.folder, 'alpha', 'control.sock'));
  assert.deepEqual([options.timers['reconnectUs'], options.timers['launchUs']], [200_000, 60_000_000]);
  assert.equal(typeof options.machine['physicalMemory'], 'number');
});

test('every mistake of a configuration is one sentence', async () => {
  const faulty = nodeOf('alpha', { advertise: 'example', policy: { trusted: 'all' }, timers: { status: 0 }, typo: 1 });
  const [code, err] = await stand.serve('alpha', faulty).ended();
  assert.equal(code, 2);
  for (const where of ['advertise', 'policy.trusted', 'timers.status', 'typo'])
    assert.match(err, new RegExp(`: ${where}: `));
});

const python = spawnSync('python3', ['--version']).status === 0 ? false : 'there is no python3';

test('an endpoint in Python sees the net, logs and hears its own packet', { skip: python }, async () => {
  const node = stand.serve('alpha', nodeOf('alpha'));
  await node.event('ready');
  const at = await freePort();
  await tell('alpha', 'create', 'lab', '--listen', at);
  await tell('alpha', 'open');
  const { stdout, stderr } = spawnSync('python3', ['examples/cluster-endpoint-python/endpoint.py', ...at.split(':')]);
  assert.equal(String(stderr), '');
  assert.deepEqual(String(stdout).trimEnd().split('\n'), [
    'I am 0200000400010001 at node 0100000000010000',
    'node 0100000000010000 alpha online',
    '  0100000000010000 engine.cluster.node (Cluster node)',
    '  0200000400010001 example.greeter (Greeter)',
    'hello from 0200000400010001',
  ]);
});
