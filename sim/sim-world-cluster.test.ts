/** The sim world with the real cluster contract: a node and an endpoint behind it, and the suite as endpoint and as node beside them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../src/lib/contract.ts';
import { fromHex, toHex } from '../src/lib/hex.ts';
import { createClusterContract } from '../src/node/cluster/index.ts';
import { simWorldSource, type SimWorld } from './sim-world.ts';

const SECOND_US = 1_000_000;
const NODE_UUID = '1011-1213-1415-1617-1819-1A1B-1C1D-1E1F';
const NET_UUID = 'A0A1-A2A3-A4A5-A6A7-A8A9-AAAB-ACAD-AEAF';
const SELF = '0100000000010000';
const anyPort = { host: '127.0.0.1', port: 0 };
const hosts = { suite: '127.0.0.1', node: '127.0.0.2', endpoint: '127.0.0.3' };
const source = simWorldSource({ contract: createClusterContract, protocol: 'cluster', profile: {}, hosts });
const hex = (text: string): string => Buffer.from(text).toString('hex');

const asker =
  (world: SimWorld) =>
  async (op: string, args: JsonObject = {}): Promise<JsonObject> => {
    const answer = await world.subject.request(op, args);
    assert.ok('ok' in answer, `${op}: ${JSON.stringify(answer)}`);
    return answer.ok;
  };

/** A node that is online in a net of its own. */
const openOnline = async (id: string) => {
  const world = await source.open({ id, seed: 1 });
  const ask = asker(world);
  await ask('start', { role: 'node', config: { uuid: NODE_UUID, name: 'alpha' } });
  await ask('create-net', { net: { uuid: NET_UUID, name: 'lab' }, listen: anyPort });
  const { listen } = await ask('open-net');
  return { world, ask, listen: listen as { readonly host: string; readonly port: number } };
};

const failure = async (world: SimWorld, op: string, args: JsonObject = {}): Promise<string> => {
  const answer = await world.subject.request(op, args);
  return 'error' in answer ? answer.error.code : JSON.stringify(answer);
};

test('a node goes online, an endpoint connects, and each sees the other', async () => {
  const { world, ask, listen } = await openOnline('online');
  await ask('start', { role: 'endpoint', config: { service: { id: 'test.svc', name: 'Test Service' } } });
  const { self, node } = await ask('connect', { at: listen as Json });
  assert.deepEqual([self, node], ['0200000400010001', SELF]);
  assert.deepEqual(await ask('state', { role: 'endpoint' }), { self, node });
  assert.deepEqual(await ask('state', { role: 'node' }), {
    net: { uuid: NET_UUID, name: 'lab' },
    self: SELF,
    nodes: [{ uuid: NODE_UUID, name: 'alpha', address: SELF, host: '::1', port: listen.port, online: true }],
    endpoints: [{ address: self, service: 'test.svc', name: 'Test Service' }],
  });
  await ask('send', { verb: 1, to: SELF, payload: hex('hey') });
  const message = await world.until(() => world.subject.events[0], 10 * SECOND_US);
  assert.deepEqual(message?.fields, { role: 'endpoint', verb: 0x10001, from: SELF, to: self, payload: hex('hey') });
  await ask('close-net');
  const closed = await world.until(() => world.subject.events[1], 10 * SECOND_US);
  assert.deepEqual([closed?.event, closed?.fields], ['closed', { role: 'endpoint' }]);
});

test('the suite is an endpoint of the node', async () => {
  const { world, listen } = await openOnline('suite');
  const link = await world.dial(listen);
  await link?.write([fromHex('45434c4641555448 03000002')]);
  await world.until(() => (link?.received.length === 0 ? undefined : true), SECOND_US);
  assert.equal(
    toHex(link?.received[0]?.data ?? new Uint8Array(0)),
    '45434c46524553500100010003000002' + '0000010000000001',
  );
});

test('a node joins the suite, and is refused by it', async () => {
  const world = await source.open({ id: 'join', seed: 1 });
  const ask = asker(world);
  await ask('start', { role: 'node', config: { uuid: NODE_UUID, name: 'alpha' } });
  const listener = await world.listen();
  const joining = failure(world, 'join-net', { at: listener.address as unknown as Json, listen: anyPort });
  const link = await world.until(() => listener.links[0], SECOND_US);
  await world.until(() => (link?.received.length === 0 ? undefined : true), SECOND_US);
  assert.equal(
    toHex(Buffer.concat(link?.received.map(({ data }) => data) ?? [])),
    `45434c4641555448 00000001 ${NODE_UUID.replaceAll('-', '')} ${'00'.repeat(16)}`.replaceAll(' ', '').toLowerCase(),
  );
  await link?.write([fromHex('45434c4652455350 0000000000000000 0000000000000000')]);
  let code = '';
  void joining.then((given) => (code = given));
  await world.until(() => (code === '' ? undefined : code), 10 * SECOND_US);
  assert.equal(code, 'failed');
});

test('mistakes are told as mistakes', async () => {
  const { world, ask } = await openOnline('mistakes');
  assert.equal(
    await failure(world, 'start', { role: 'endpoint', config: { service: { id: '', name: 'x' } } }),
    'bad-request',
  );
  assert.equal(await failure(world, 'start', { role: 'endpoint', config: { service: 'cook' } }), 'bad-request');
  await ask('start', { role: 'endpoint', config: { service: 'logger' } });
  assert.equal(await failure(world, 'send', { verb: 1, to: SELF, payload: '' }), 'failed');
  assert.equal(await failure(world, 'disconnect'), 'failed');
  assert.equal(await failure(world, 'connect', { at: { host: '127.0.0.1', port: 1 } }), 'failed');
  assert.equal(await failure(world, 'remove-node', { address: '12' }), 'bad-request');
  assert.equal(await failure(world, 'allow-join', { allow: 'yes' }), 'bad-request');
});

test('what was stopped or crashed can be started again, and keeps its net', async () => {
  const { world, ask } = await openOnline('again');
  await ask('crash', { role: 'node' });
  assert.equal(await failure(world, 'open-net'), 'failed');
  await ask('start', { role: 'node', config: { uuid: NODE_UUID, name: 'alpha' } });
  assert.deepEqual((await ask('state', { role: 'node' }))['net'], { uuid: NET_UUID, name: 'lab' });
  await ask('open-net');
  await ask('stop', { role: 'node' });
  await ask('reset');
  await ask('start', { role: 'node', config: { uuid: NODE_UUID, name: 'alpha' } });
  assert.equal((await ask('state', { role: 'node' }))['net'], null);
});
