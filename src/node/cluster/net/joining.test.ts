/** Joining from both sides, and what an operator commands. Leaves out handshakes (links.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clusterLimits,
  clusterMessages,
  networkAddressOctets,
  readNetTable,
  serverAddress,
  verbs,
  writeNetTable,
  ZERO_UUID,
} from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import {
  createNetFake,
  answered,
  type NetFake,
  OTHER,
  OWN,
  routedBy,
  sentBy,
  SMALL,
  TABLE,
  tableEntry,
  uuidsIn,
} from './net-fake.ts';

const EVERYBODY = 'updateNodes > 0100000000000000';
const join = (ip: string, port: number, name: string): Uint8Array =>
  encode(clusterMessages(clusterLimits).join, { ip: networkAddressOctets(ip), port, name });

test('joining: nothing is answered or told before the table is on the disk; then the joiner first, and all the same octets', () => {
  const net = createNetFake({ ...TABLE, nodes: [{ ...tableEntry(1, OWN), ip: '::1' }] });
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const link = net.newLink('::ffff:10.0.0.9');
  assert.deepEqual(net.greet(link, OTHER, ZERO_UUID), [{ kind: 'join' }]);
  net.isDiskFast = false;
  net.give('join', link, join('10.0.0.1', 4711, 'beta'));
  assert.deepEqual([sentBy(net), routedBy(net)], [[], []]);
  net.settle();
  const [answer] = net.sent;
  assert.equal(answer?.to, 0n);
  assert.deepEqual(answer.payload, net.routed[0]?.payload);
  const read = readNetTable(answer.payload);
  assert.deepEqual(read.kind === 'ok' ? read.value.nodes : [], [
    tableEntry(1, OWN),
    { address: serverAddress(2), ip: '10.0.0.9', port: 4711, name: 'beta', uuid: OTHER },
  ]);
  assert.deepEqual([sentBy(net), routedBy(net)], [['joinAnswer > ::ffff:10.0.0.9'], [EVERYBODY]]);
});

test('joining: what cannot be stored is not answered', () => {
  const net = createNetFake(TABLE);
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const link = net.newLink('10.0.0.9');
  net.greet(link, OTHER, ZERO_UUID);
  net.storeError = 'the disk is full';
  net.give('join', link, join('10.0.0.1', 4711, 'beta'));
  assert.deepEqual([sentBy(net), routedBy(net), net.done], [[], [], ['closed 10.0.0.9']]);
});

test('00000101 counts once, and only on the connection that consumed the permission; a short one may be said again', () => {
  const net = createNetFake(TABLE);
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const link = net.newLink('10.0.0.9');
  const [stranger, second] = [net.newLink('10.0.0.8', 'joiner', SMALL), net.newLink('10.0.0.7')];
  net.greet(link, OTHER, ZERO_UUID);
  assert.equal(net.greet(second, OTHER, ZERO_UUID)[0]?.kind, 'refuse');
  net.give('join', stranger, join('10.0.0.1', 1, 'x'));
  net.give('join', net.newLink('10.0.0.8', 'endpoint'), join('10.0.0.1', 1, 'x'));
  net.give('join', link, new Uint8Array(17));
  assert.equal(uuidsIn(net).length, 3);
  net.give('join', link, join('10.0.0.1', 1, ''));
  net.give('join', link, join('10.0.0.1', 2, 'again'));
  assert.equal(uuidsIn(net).length, 4);
  assert.equal(net.part.table?.nodes[3]?.port, 1);
});

test('the advertised address takes the place of ::1, whatever the joiner says (row 18)', () => {
  const own = { ...tableEntry(1, OWN), ip: '::1' };
  const net = createNetFake({ ...TABLE, nodes: [own] }, { advertised: '192.168.1.10' });
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const link = net.newLink('10.0.0.9');
  net.greet(link, OTHER, ZERO_UUID);
  net.give('join', link, join('10.0.0.1', 1, ''));
  assert.equal(net.part.table?.nodes[0]?.ip, '192.168.1.10');
  assert.throws(() => createNetFake(null, { advertised: 'server.example' }), { name: 'UsageError' });
});

const JOIN_NET = {
  kind: 'join-net',
  ticket: 5,
  at: { host: '10.0.0.1', port: 10_801 },
  listen: { host: '', port: 10_802 },
} as const;

/** A node that has dialled and was admitted by node 1. */
const admitted = (): NetFake => {
  const net = createNetFake(null, {}, false);
  net.command(JOIN_NET);
  net.dials[0]?.done({ ...answered(net.newLink('10.0.0.1'), 0, 1), object: serverAddress(0) });
  return net;
};

const packet = (verb: number, payload: Uint8Array) => ({ verb, payload, destination: 0n, origin: 0n });
const reason = (net: NetFake): unknown => {
  const last = net.events.at(-1);
  return last?.kind === 'failed' ? last.reason : last?.kind;
};

test('the joiner tells where it reached the acceptor, its port and its name, closes, and keeps the net with autoconnect off', () => {
  const net = admitted();
  const [asked] = net.sent;
  assert.deepEqual([net.dials[0]?.target, asked?.to], [ZERO_UUID, serverAddress(1)]);
  assert.deepEqual(asked?.payload, join('10.0.0.1', 10_802, 'alpha'));
  net.isDiskFast = false;
  net.heard?.(packet(verbs.joinAnswer, writeNetTable({ ...TABLE, autoconnect: true })));
  assert.deepEqual([net.done, net.events], [['closed 10.0.0.1'], []]);
  net.settle();
  assert.deepEqual(net.events, [
    { kind: 'table', table: TABLE },
    { kind: 'done', ticket: 5, net: { uuid: TABLE.uuid, name: 'lab' } },
  ]);
  assert.deepEqual(net.part.table, TABLE);
});

test('joining fails at any other verb, at a table that is damaged or lacks this node, and when no answer comes', () => {
  const failures = [
    packet(verbs.updateNodes, writeNetTable(TABLE)),
    packet(verbs.joinAnswer, new Uint8Array(5)),
    packet(verbs.joinAnswer, writeNetTable({ ...TABLE, nodes: TABLE.nodes.slice(1) })),
  ].map((answer) => {
    const net = admitted();
    net.heard?.(answer);
    assert.deepEqual([net.done, net.part.table], [['closed 10.0.0.1'], null]);
    return reason(net);
  });
  assert.deepEqual(failures, [
    'the node answered something else',
    "the answer's net table cannot be read (bad-signature)",
    "the answer's net table does not have this node",
  ]);
  const late = admitted();
  late.pass(10_000_000);
  late.heard?.(packet(verbs.joinAnswer, writeNetTable(TABLE)));
  assert.deepEqual([reason(late), late.part.table], ['no answer in time', null]);
});

test('one command about coming into a net at a time', () => {
  const net = createNetFake(null, {}, false);
  net.command(JOIN_NET);
  net.command({ ...JOIN_NET, ticket: 6 });
  assert.deepEqual(
    net.events.map((event) => 'ticket' in event && event.ticket),
    [6],
  );
  net.dials[0]?.done({ kind: 'failed', reason: 'connection refused' });
  assert.equal(reason(net), 'connection refused');
  net.command({ ...JOIN_NET, ticket: 7 });
  assert.equal(net.dials.length, 2);
});

test('a net that cannot be stored is not known', () => {
  const net = createNetFake(null, {}, false);
  net.storeError = 'the disk is full';
  net.command({ kind: 'create-net', ticket: 1, uuid: TABLE.uuid, name: 'lab', listen: { host: '', port: 0 } });
  assert.deepEqual([reason(net), net.part.table], ['the disk is full', null]);
});

test('where to listen is kept with each net on the disk; without it, everywhere', () => {
  const net = createNetFake(null, {}, false);
  const create = { kind: 'create-net', ticket: 1, uuid: TABLE.uuid, name: 'lab' } as const;
  net.command({ ...create, listen: { host: '10.0.0.1', port: 0 } });
  net.part.start?.(() => undefined);
  net.command({ kind: 'open-net', ticket: 2 });
  const everywhere = createNetFake(TABLE, {}, false);
  everywhere.command({ kind: 'open-net', ticket: 3 });
  const unsaid = createNetFake(null, {}, false);
  unsaid.command({ ...create, listen: { host: '', port: 1 } });
  unsaid.command({ kind: 'open-net', ticket: 2 });
  assert.deepEqual(
    [net, everywhere, unsaid].flatMap(({ listens }) => listens),
    [
      { host: '10.0.0.1', port: 4711 },
      { host: '::', port: 7001 },
      { host: '::', port: 1 },
    ],
  );
});
