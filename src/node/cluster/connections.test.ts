/**
 * Links of nodes: dialled, attached, replaced, joined at, and their ends. Leaves out who dials and when (net/). Source: spec/cluster.md
 * 3.4, 7.4.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conn } from '../../lib/machine.ts';
import { serverAddress, verbs } from '../../protocols/cluster/index.ts';
import type { Dialled, Greeting, Link } from './core.ts';
import { NODE, nodeHandshake, packetOf, Rig } from './server-rig.ts';

const USER = 0x8000_0f00;
const UUID = '02'.repeat(16);
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const ANSWER = '45434c4652455350' + '0000010000000001' + '0000020000000001';

/** A dial of node 2 under way, and what became of it. */
function dialling(rig = Rig.online()) {
  const became: Dialled[] = [];
  const told = (dialled: Dialled): void => void became.push(dialled);
  rig.core.at('dial', 0, () => rig.core.dialNode({ host: 'beta', port: 7 }, '11'.repeat(16), UUID, told));
  rig.pass(1);
  const conn = rig.dialled.at(-1)?.conn as Conn;
  return { rig, conn, became };
}

/** Does something within a step. */
function within(rig: Rig, act: () => void): void {
  rig.core.at('test', rig.nowUs, act);
  rig.pass(0);
}

test('a dial says the handshake of a node and tells what was answered', () => {
  const { rig, conn, became } = dialling();
  assert.deepEqual(rig.dialled, [{ conn: 2, address: { host: 'beta', port: 7 } }]);
  assert.equal(rig.taken(conn), '');
  rig.step({ kind: 'connected', conn });
  assert.equal(rig.taken(conn), nodeHandshake('11', '02'));
  for (const octet of ANSWER.match(/../g) ?? []) rig.bytes(conn, octet);
  assert.equal(became.length, 1);
  const [dialled] = became;
  assert.ok(dialled?.kind === 'answered');
  assert.deepEqual(
    [dialled.object, dialled.server, dialled.link.kind, dialled.link.isDialled],
    [serverAddress(1), serverAddress(2), 'new', true],
  );
});

const failures: readonly (readonly [string, (rig: Rig, conn: Conn) => void])[] = [
  ['refused', (rig, conn) => rig.step({ kind: 'refused', conn, reason: 'nobody there' })],
  ['no connection in time', (rig) => rig.pass(10_000_000)],
  [
    'a reset before the answer',
    (rig, conn) => {
      rig.step({ kind: 'connected', conn });
      rig.step({ kind: 'reset', conn });
    },
  ],
  [
    'an end in the answer',
    (rig, conn) => {
      rig.step({ kind: 'connected', conn });
      rig.bytes(conn, ANSWER.slice(0, 46));
      rig.step({ kind: 'eof', conn });
    },
  ],
  [
    'another signature',
    (rig, conn) => {
      rig.step({ kind: 'connected', conn });
      rig.bytes(conn, ANSWER.replace('45', '46'));
    },
  ],
  [
    'no answer in time',
    (rig, conn) => {
      rig.step({ kind: 'connected', conn });
      rig.pass(10_000_000);
    },
  ],
  ['the node goes offline', (rig) => within(rig, () => rig.core.goOffline())],
];

for (const [what, happen] of failures) {
  test(`a dial comes to nothing once: ${what}`, () => {
    const { rig, conn, became } = dialling();
    happen(rig, conn);
    rig.pass(100_000_000);
    assert.deepEqual(
      became.map(({ kind }) => kind),
      ['failed'],
    );
    assert.equal([...rig.core.links()].length, 0);
  });
}

test('an attached dial is the way to that node; what came behind the answer is taken after it', () => {
  const rig = Rig.online();
  const client = rig.endpoint(1);
  const told = (dialled: Dialled): void => {
    assert.ok(dialled.kind === 'answered');
    rig.core.attach(dialled.link, UUID, serverAddress(2));
    rig.core.send(dialled.link, verbs.connect, new Uint8Array(0));
  };
  within(rig, () => rig.core.dialNode({ host: 'beta', port: 7 }, '11'.repeat(16), UUID, told));
  rig.step({ kind: 'connected', conn: 2 });
  rig.taken(2);
  const news = packetOf({ verb: verbs.updateNodes, to: NODE, from: '0100000000020000' });
  rig.bytes(2, ANSWER + hex(news));
  assert.equal(rig.taken(2), hex(packetOf({ verb: verbs.connect, to: '0100000000020000', from: NODE })));
  assert.deepEqual([rig.heard, rig.paused.has(2)], [['updateNodes node'], false]);
  const packet = { verb: USER, to: '0200000300020001', from: '0200000100010001' };
  rig.packet(client, packet);
  assert.equal(rig.taken(2), hex(packetOf(packet)));
  assert.equal(rig.core.linkOf(UUID)?.conn, 2);
  rig.step({ kind: 'eof', conn: 2 });
  assert.equal(rig.core.linkOf(UUID), null);
  assert.deepEqual(
    rig.events.flatMap((event) => (event.kind === 'node-up' || event.kind === 'node-down' ? [event.kind] : [])),
    ['node-up', 'node-down'],
  );
  assert.deepEqual(rig.over, ['node 0100000000020000']);
});

test('a detached link is served until it ends, and nothing goes there', () => {
  const rig = Rig.online();
  const [client, conn] = [rig.endpoint(1), rig.node(2)];
  const link = rig.core.linkOf(UUID) as Link;
  within(rig, () => rig.core.detach(link));
  rig.packet(client, { verb: USER, to: '0200000300020001', from: '0200000100010001' });
  assert.equal(rig.taken(conn), '');
  const packet = { verb: USER, to: '0200000100010001', from: '0200000300020001' };
  rig.packet(conn, packet);
  assert.equal(rig.taken(client), hex(packetOf(packet)));
  rig.step({ kind: 'eof', conn });
  assert.deepEqual(
    rig.events.filter(({ kind }) => kind === 'node-down').length,
    1,
    'it is told once that the node is gone',
  );
});

test('a newer link of the same node takes the place of the old one, whose end changes nothing', () => {
  const rig = Rig.online();
  const [old, young] = [rig.node(2), rig.node(2)];
  rig.step({ kind: 'eof', conn: old });
  assert.equal(rig.core.linkOf(UUID)?.conn, young);
  const client = rig.endpoint(1);
  rig.packet(client, { verb: USER, to: '0100000000020000', from: '0200000100010001' });
  assert.notEqual(rig.taken(young), '');
});

test('two nodes that dial each other: the net decides which link stays, the other one ends', () => {
  const { rig, conn, became } = dialling();
  rig.step({ kind: 'connected', conn });
  let decide: (greeting: Greeting) => void = () => undefined;
  rig.greet = (_link, _uuid, _target, tell) => void (decide = tell);
  const theirs = rig.accept('beta');
  rig.bytes(theirs, nodeHandshake('02', '11'));
  rig.bytes(conn, ANSWER);
  const [ours] = became;
  assert.ok(ours?.kind === 'answered');
  within(rig, () => {
    decide({ kind: 'connect', address: serverAddress(2) });
    rig.core.close(ours.link);
  });
  assert.deepEqual([[...rig.ended], rig.core.linkOf(UUID)?.conn], [[conn], theirs]);
});

test('on a link where we join every packet is heard, whatever it is, and its end once', () => {
  const { rig, conn, became } = dialling(new Rig());
  rig.step({ kind: 'connected', conn });
  rig.bytes(conn, ANSWER);
  const [dialled] = became;
  assert.ok(dialled?.kind === 'answered');
  const heard: string[] = [];
  within(rig, () =>
    rig.core.join(
      dialled.link,
      ({ verb, payload }) => void heard.push(`${verb.toString(16)} ${hex(payload)}`),
      () => void heard.push('over'),
    ),
  );
  for (const verb of [verbs.joinAnswer, 1, USER]) {
    rig.packet(conn, { verb, to: '0000000000000000', from: NODE, payload: Buffer.from('t') });
  }
  rig.step({ kind: 'reset', conn });
  assert.deepEqual(heard, ['10101 74', '1 74', '80000f00 74', 'over']);
});

test('packets are a sign of life, single octets are none', () => {
  const rig = Rig.online();
  const conn = rig.node(2);
  const packet = packetOf({ verb: verbs.pingAnswer, to: NODE, from: '0100000000020000' });
  rig.pass(5);
  rig.bytes(conn, packet.subarray(0, 23));
  assert.equal(rig.core.linkOf(UUID)?.heardAtUs, 0);
  rig.pass(5);
  rig.bytes(conn, packet.subarray(23));
  assert.equal(rig.core.linkOf(UUID)?.heardAtUs, 10);
});
