/** The endpoint against a node played by the test: handshakes, answers, framing, times, and that it is closed once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrng } from '../../../lib/prng.ts';
import { fromHex, toHex } from '../../../lib/hex.ts';
import { UsageError } from '../../../lib/errors.ts';
import { addressText, parseAddress, verbs } from '../../../protocols/cluster/index.ts';
import { createClusterEndpoint, defaultEndpointOptions } from '../index.ts';
import type { EndpointCommand, EndpointEvent, EndpointOptions } from '../types.ts';
import { packetOctets, PlayedNode } from './played-node.ts';

const AT = { host: '127.0.0.1', port: 10666 };
const CLIENT = '0200000100010001';
const ANSWER = '45434c4652455350 0100010001000002 0000010000000001';
const SECOND_US = 1_000_000;

function played(over: Partial<EndpointOptions> = {}): PlayedNode<EndpointCommand, EndpointEvent> {
  const machine = createClusterEndpoint({ ...defaultEndpointOptions, service: 'client', ...over });
  const node = new PlayedNode(machine);
  node.tell({ kind: 'connect', at: AT });
  return node;
}

function connected(over: Partial<EndpointOptions> = {}): PlayedNode<EndpointCommand, EndpointEvent> {
  const node = played(over);
  node.accept(CLIENT);
  node.events.splice(0);
  return node;
}

const kinds = (node: PlayedNode<EndpointCommand, EndpointEvent>): string => node.events.map(({ kind }) => kind).join();

const handshakes: readonly (readonly [EndpointOptions['service'], string])[] = [
  ['client', '45434c4641555448 01000002'],
  ['host', '45434c4641555448 02000002'],
  ['logger', '45434c4641555448 03000002'],
  [{ id: 'test.svc', name: 'Test Service' }, '45434c4641555448 080c8002 746573742e737663 546573742053657276696365'],
];

for (const [service, octets] of handshakes) {
  test(`it says the handshake of ${JSON.stringify(service)}`, () => {
    assert.equal(played({ service }).connected(), octets.replaceAll(' ', ''));
  });
}

for (const [what, service] of [
  ['no identifier', { id: '', name: 'x' }],
  ['no name', { id: 'x', name: '' }],
  ['an identifier of 256 octets', { id: 'ä'.repeat(128), name: 'x' }],
  ['a name of 4096 octets', { id: 'x', name: 'x'.repeat(4096) }],
] as const) {
  test(`a service with ${what} is a mistake of usage`, () => {
    assert.throws(() => createClusterEndpoint({ ...defaultEndpointOptions, service }), UsageError);
  });
}

test('an answer in single octets, with packets behind it, is understood', () => {
  const node = played();
  node.connected();
  for (const octet of fromHex(ANSWER)) node.bytes(Uint8Array.of(octet));
  assert.deepEqual(node.events.at(-1), {
    kind: 'connected',
    self: parseAddress(CLIENT),
    node: parseAddress('0100000000010000'),
  });
  const joined = played();
  joined.connected();
  joined.bytes(Buffer.concat([fromHex(ANSWER), packetOctets(7, CLIENT, CLIENT, Uint8Array.of(1))]));
  assert.equal(kinds(joined), 'ready,connected,message');
});

test('level 00 of the own address is a refusal', () => {
  const node = played();
  node.connected();
  node.bytes(fromHex('45434c4652455350 0000000000000000 0000010000000001'));
  assert.equal(kinds(node), 'ready,refused');
  assert.equal(node.ending, 'end');
});

test('another signature is no node, as soon as it shows', () => {
  const node = played();
  node.connected();
  node.bytes(fromHex('4543'));
  assert.equal(kinds(node), 'ready');
  node.bytes(fromHex('45454545454545454545454545454545454545454545'));
  assert.equal(kinds(node), 'ready,refused');
});

test('a connection that is refused, ended or reset before the answer is a refusal, once', () => {
  const endings = [
    (node: PlayedNode<EndpointCommand, EndpointEvent>) => node.refuse('nobody there'),
    (node: PlayedNode<EndpointCommand, EndpointEvent>) => (node.connected(), node.eof()),
    (node: PlayedNode<EndpointCommand, EndpointEvent>) => (node.connected(), node.reset()),
  ];
  for (const ending of endings) {
    const node = played();
    ending(node);
    node.reset();
    assert.equal(kinds(node), 'ready,refused');
    assert.equal(node.machine.wakeAtUs, null);
  }
});

test('the time for a handshake is from the dial to the answer', () => {
  const node = played({ handshakeUs: 10 * SECOND_US });
  node.pass(4 * SECOND_US);
  node.connected();
  node.pass(5.999999 * SECOND_US);
  assert.equal(kinds(node), 'ready');
  node.pass(1);
  assert.equal(kinds(node), 'ready,refused');
  assert.equal(node.ending, 'abort');
});

test('what it sends bears its own address', () => {
  const node = connected();
  node.tell({ kind: 'send', verb: 0x8000_0202, to: 0x0200_0004_0002_0001n, payload: Uint8Array.of(1, 2) });
  assert.deepEqual(node.said(), [{ verb: 0x8000_0202, to: '0200000400020001', from: CLIENT, payload: '0102' }]);
});

test('packets come as events, however they are cut', () => {
  const prng = createPrng(7);
  const sizes = [0, 1, 24, 1000, 70_000];
  const stream = Buffer.concat(
    sizes.map((size) => packetOctets(0x8000_0200 + size, '0200000300020001', CLIENT, new Uint8Array(size).fill(size))),
  );
  const node = connected();
  for (let at = 0; at < stream.length;) {
    const end = at + 1 + prng.below(prng.chance(1, 2) ? 30 : 5000);
    const piece = Uint8Array.from(stream.subarray(at, end));
    node.bytes(piece);
    // Octets are the machine's during the call only.
    piece.fill(0xee);
    at = end;
  }
  const got = node
    .of('message')
    .map(({ verb, payload }) => [
      verb - 0x8000_0200,
      payload.every((o) => o === (payload.length & 255)) && payload.length,
    ]);
  assert.deepEqual(
    got,
    sizes.map((size) => [size, size]),
  );
  assert.ok(
    node.of('message').every(({ from, to }) => addressText(from) === '0200000300020001' && addressText(to) === CLIENT),
  );
});

test('a payload over the limit ends the connection before it is there', () => {
  const node = connected({ payload: 16 });
  node.bytes(packetOctets(5, CLIENT, CLIENT, new Uint8Array(16)));
  node.bytes(packetOctets(5, CLIENT, CLIENT, new Uint8Array(17)).subarray(0, 8));
  assert.equal(kinds(node), 'message,closed');
  assert.equal(node.ending, 'abort');
  node.bytes(packetOctets(5, CLIENT, CLIENT, new Uint8Array(1)));
  assert.equal(kinds(node), 'message,closed');
});

test('a packet has its time from its first octet, however slowly it comes', () => {
  const node = connected({ readUs: 30 * SECOND_US });
  const packet = packetOctets(5, CLIENT, CLIENT, new Uint8Array(8));
  node.pass(100 * SECOND_US);
  for (let at = 0; at < 29; at += 1) {
    node.bytes(packet.subarray(at, at + 1));
    node.pass(SECOND_US);
  }
  assert.equal(kinds(node), '');
  node.bytes(packet.subarray(29, 30));
  node.pass(SECOND_US);
  assert.equal(kinds(node), 'closed');
});

test('each packet has a time of its own', () => {
  const node = connected({ readUs: 30 * SECOND_US });
  const packet = packetOctets(5, CLIENT, CLIENT, new Uint8Array(0));
  node.bytes(packet.subarray(0, 5));
  node.pass(20 * SECOND_US);
  node.bytes(Buffer.concat([packet.subarray(5), packet.subarray(0, 5)]));
  node.pass(20 * SECOND_US);
  node.bytes(packet.subarray(5));
  assert.equal(kinds(node), 'message,message');
  assert.equal(node.machine.wakeAtUs, null);
});

test('pings are answered in the dialect seed-strict only', () => {
  for (const [dialect, lines] of [
    ['as-deployed', []],
    ['seed-strict', ['pingAnswer > 0200000300010001 686579']],
  ] as const) {
    const node = connected({ dialect });
    node.packet(verbs.ping, Buffer.from('hey'), '0200000300010001');
    node.packet(verbs.pingAnswer, Buffer.from('hey'), '0200000300010001');
    assert.deepEqual(node.lines(), lines);
    assert.equal(kinds(node), 'message,message');
  }
});

test('it is closed once, and may connect again', () => {
  const node = connected();
  node.eof();
  node.tell({ kind: 'disconnect' });
  assert.equal(kinds(node), 'closed');
  node.tell({ kind: 'send', verb: 5, to: 0n, payload: new Uint8Array(0) });
  assert.deepEqual(node.said(), []);
  node.tell({ kind: 'connect', at: AT });
  assert.equal(node.accept(CLIENT), toHex(fromHex('45434c4641555448 01000002')));
  node.tell({ kind: 'stop' });
  assert.equal(kinds(node), 'closed,connected,closed,stopped');
  assert.equal(node.ending, 'end');
});

test('a second connect is refused and leaves the first alone', () => {
  const node = connected();
  node.tell({ kind: 'connect', at: AT });
  assert.equal(kinds(node), 'refused');
  node.packet('logClient');
  assert.equal(kinds(node), 'refused,message');
});
