/** The status API against a core played by hand; payloads are those of the page's appendix where it has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '../../lib/hex.ts';
import { nodeEndpointsStruct, nodeInfoStruct, nodesStruct, nodeStatusStruct } from '../../protocols/cluster/index.ts';
import { addEndpoint, createFakeCore, fakeOptions } from './fake-core.ts';
import { createStatusPart } from './status.ts';

const asker = '0200000400010001';
const scene = (options = fakeOptions(), progress = { complete: 0, total: 0 }) => {
  const fake = createFakeCore(options);
  const parts = [createStatusPart(fake.core, () => progress)];
  const link = fake.link('endpoint', asker);
  return {
    fake,
    parts,
    ask: (
      ...args: [
        verb: 'enumerateNodes' | 'enumerateEndpoints' | 'infoRequest' | 'statusRequest' | 'control',
        payload?: Uint8Array,
      ]
    ) => fake.packet(parts, args[0], link, args[1]),
  };
};
const text = (line: string): Uint8Array => new Uint8Array(Buffer.from(line));

const read = <Value>(
  struct: { read(octets: Uint8Array): { kind: string; value?: Value } },
  payload?: Uint8Array,
): Value => {
  const result = struct.read(payload ?? new Uint8Array(0));
  assert.equal(result.kind, 'ok');
  return result.value as Value;
};

test('the status goes to all nodes at activation and every 10 s, and stops at deactivation', () => {
  const { fake, parts } = scene();
  parts[0]?.online?.();
  const [first] = fake.said();
  assert.match(first ?? '', /^status > 0100000000000000 656f626a656374/);
  fake.pass(9_999_999);
  assert.deepEqual(fake.said(), []);
  fake.pass(1);
  assert.deepEqual(fake.said(), [first]);
  parts[0]?.offline?.();
  fake.pass(60_000_000);
  assert.deepEqual(fake.said(), []);
});

test('00000206 is answered by 00000203 with the progress of the host', () => {
  const { fake, ask } = scene(fakeOptions(), { complete: 5, total: 20 });
  ask('statusRequest');
  assert.equal(fake.routed[0]?.to, asker);
  assert.deepEqual(read(nodeStatusStruct, fake.routed[0]?.payload), {
    ...{ batteryStatus: 1, batteryLevel: 0, progressComplete: 5, progressTotal: 20 },
  });
});

test('00000204 tells the machine; octet for octet as the page has it', () => {
  const { fake, ask } = scene(fakeOptions({ uuid: '101112131415161718191a1b1c1d1e1f' }));
  ask('infoRequest', text('ignored'));
  assert.equal(fake.routed[0]?.payload.length, 410);
  assert.deepEqual(read(nodeInfoStruct, fake.routed[0]?.payload), {
    ...fakeOptions().machine,
    ...{ uuid: fromHex('101112131415161718191a1b1c1d1e1f'), name: 'alpha' },
  });
});

test('00000201 lists the table in its order, with who is online', () => {
  const { fake, ask } = scene();
  const node = (word: bigint, name: string, uuid: string) => ({
    ...{ address: 0x0100_0000_0000_0000n | (word << 16n), ip: '::1', port: 1, name, uuid: uuid.repeat(16) },
  });
  const nodes = [node(3n, 'gamma', '30'), node(1n, 'alpha', '10'), node(2n, 'beta', '20')];
  fake.table = { autoconnect: false, name: 'lab', uuid: 'a0'.repeat(16), timestamp: 1n, nodes };
  fake.upNodes.add('20'.repeat(16));
  ask('enumerateNodes');
  const told = read(nodesStruct, fake.routed[0]?.payload).nodes.map(({ name, online }) => [name, online]);
  assert.deepEqual(told, [
    ['gamma', false],
    ['alpha', true],
    ['beta', true],
  ]);
});

test('00000201 is not answered outside of a net', () => {
  const { fake, ask } = scene();
  ask('enumerateNodes');
  fake.isOnline = false;
  fake.table = { autoconnect: false, name: '', uuid: 'a0'.repeat(16), timestamp: 1n, nodes: [] };
  ask('enumerateNodes');
  assert.deepEqual(fake.said(), []);
});

test('00000202 lists the node first, then endpoints as they connected; a filter is exact', () => {
  const { fake, ask } = scene();
  for (const address of ['0200000300010002', '0200000100010001', '0200000300010001', '0200000000010001']) {
    addEndpoint(fake, address);
  }
  const list = (identifier: string): readonly string[] => {
    ask('enumerateEndpoints', text(identifier));
    const { endpoints } = read(nodeEndpointsStruct, fake.routed.pop()?.payload);
    return endpoints.map(
      ({ address, serviceId, serviceName }) => `${address.toString(16)} ${serviceId} ${serviceName}`,
    );
  };
  const loggers = ['200000300010002', '200000300010001'].map((at) => `${at} engine.cluster.logger Cluster text logger`);
  const nodes = ['100000000010000', '200000000010001'].map((at) => `${at} engine.cluster.node Cluster node`);
  const client = '200000100010001 engine.cluster.employer Cluster work client';
  assert.deepEqual(list(''), [nodes[0], loggers[0], client, loggers[1], nodes[1]]);
  assert.deepEqual(list('engine.cluster.logger'), loggers);
  assert.deepEqual(list('engine.cluster.node'), nodes);
  assert.deepEqual([list('Engine.cluster.logger'), list('nobody')], [[], []]);
});

test('00000202 that is no UTF-8 is dropped and noticed', () => {
  const { fake, ask } = scene();
  ask('enumerateEndpoints', new Uint8Array([0xff]));
  assert.deepEqual([fake.said(), fake.notices.length], [[], 1]);
});

test('00000205 goes to the host where it is allowed; missing octets are zero', () => {
  const { fake, ask } = scene();
  ask('control', new Uint8Array([0x12]));
  ask('control', new Uint8Array(0));
  assert.deepEqual(fake.events, [
    { kind: 'control', mask: 0x12, from: 0x0200_0004_0001_0001n },
    { kind: 'control', mask: 0, from: 0x0200_0004_0001_0001n },
  ]);
});

test('00000205 does nothing but a notice where it is not allowed', () => {
  const { fake, ask } = scene(fakeOptions({ policy: { ...fakeOptions().policy, control: false } }));
  ask('control', new Uint8Array([1]));
  assert.deepEqual(
    [fake.events, fake.said(), fake.notices],
    [[], [], ['node control by 0200000400010001 is not allowed here']],
  );
});
