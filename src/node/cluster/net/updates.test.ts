/**
 * Tables that come, and edits of ours: merged, told on, answered, stored.
 * Leaves out joining (joining.test.ts) and links (links.test.ts).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NetTable, serverAddress, writeNetTable } from '../../../protocols/cluster/index.ts';
import {
  createNetFake,
  LARGE,
  MS_AGO,
  OTHER,
  OWN,
  routedBy,
  sentBy,
  SMALL,
  TABLE,
  tableEntry,
  uuidsIn,
} from './net-fake.ts';

const newer: NetTable = { ...TABLE, timestamp: MS_AGO + 3n, nodes: [...TABLE.nodes, tableEntry(4, OTHER)] };
const older: NetTable = { ...TABLE, timestamp: MS_AGO - 3n, nodes: TABLE.nodes.slice(0, 2) };

const EVERYBODY = 'updateNodes > 0100000000000000';
test('00000102: a newer table is merged and told on as it came, an older one is answered, an equal one is not', () => {
  const net = createNetFake(TABLE);
  const from = net.nodeLink('10.0.0.2', SMALL);
  const octets = writeNetTable(newer);
  net.give('connect', from, octets);
  assert.deepEqual([net.routed.length, net.routed[0]?.payload], [1, octets]);
  assert.deepEqual([routedBy(net), sentBy(net)], [[EVERYBODY], []]);
  assert.equal(uuidsIn(net).length, 4);
  net.give('connect', from, octets);
  assert.deepEqual([routedBy(net), sentBy(net)], [[], []]);
  net.give('connect', from, writeNetTable(older));
  const [answer] = net.sent;
  assert.deepEqual(answer?.payload, octets);
  assert.deepEqual([routedBy(net), sentBy(net)], [[], ['updateNodes > 10.0.0.2']]);
});

test('00000103: a newer table is merged and not told on; others are not answered', () => {
  const net = createNetFake(TABLE);
  const from = net.nodeLink('10.0.0.2', SMALL);
  for (const table of [older, TABLE, newer]) net.give('updateNodes', from, writeNetTable(table));
  assert.deepEqual([routedBy(net), sentBy(net), uuidsIn(net).length], [[], [], 4]);
});

test('seed-strict: 00000102 is answered by 00010102 with what the table is then, and 00010102 is heard (row 4)', () => {
  const net = createNetFake(TABLE, { dialect: 'seed-strict' });
  const from = net.nodeLink('10.0.0.2', SMALL);
  net.give('connect', from, writeNetTable(newer));
  assert.deepEqual(net.sent[0]?.payload, writeNetTable(newer));
  assert.deepEqual([routedBy(net), sentBy(net)], [[EVERYBODY], ['connectAnswer > 10.0.0.2']]);
  net.give('connect', from, writeNetTable(newer));
  assert.deepEqual([routedBy(net), sentBy(net)], [[], ['connectAnswer > 10.0.0.2']]);
  net.give('connect', from, writeNetTable(older));
  assert.deepEqual(sentBy(net), ['updateNodes > 10.0.0.2', 'connectAnswer > 10.0.0.2']);
  net.give('connectAnswer', from, writeNetTable({ ...TABLE, timestamp: newer.timestamp + 1n }));
  assert.equal(uuidsIn(net).length, 3);
  const deployed = createNetFake(TABLE);
  deployed.give('connectAnswer', deployed.nodeLink('10.0.0.2', SMALL), writeNetTable(newer));
  assert.equal(uuidsIn(deployed).length, 3, 'originals swallow it');
});

test('tables that cannot be read, of another net, or not from a node of the net are dropped, and the link stays', () => {
  const net = createNetFake(TABLE);
  const from = net.nodeLink('10.0.0.2', SMALL);
  for (const verb of ['connect', 'updateNodes'] as const) {
    net.give(verb, from, Uint8Array.from([1, 2, 3]));
    net.give(verb, from, writeNetTable({ ...newer, uuid: 'bb'.repeat(16) }));
    net.give(verb, net.newLink('10.0.0.9', 'endpoint'), writeNetTable(newer));
    net.give(verb, net.newLink('10.0.0.9', 'joiner', OTHER), writeNetTable(newer));
    net.give(verb, net.newLink('10.0.0.9', 'node', SMALL), writeNetTable(newer));
  }
  assert.deepEqual([uuidsIn(net).length, routedBy(net), sentBy(net), net.done], [3, [], [], []]);
  assert.equal(net.notices.length, 4);
});

test('a table from the future is noticed, and edits are dated after it', () => {
  const net = createNetFake(TABLE);
  const future = { ...TABLE, timestamp: MS_AGO + 3_600_000n };
  net.give('updateNodes', net.nodeLink('10.0.0.2', SMALL), writeNetTable(future));
  assert.match(net.notices.join(), /from the future/);
  net.command({ kind: 'remove-node', ticket: 1, address: serverAddress(3) });
  assert.equal(net.part.table?.timestamp, future.timestamp + 1n);
});

test('a removed node loses its way, its tables are heard no more, and its link is not closed', () => {
  const net = createNetFake(TABLE);
  const victim = net.nodeLink('10.0.0.3', LARGE);
  net.command({ kind: 'remove-node', ticket: 7, address: serverAddress(3) });
  assert.deepEqual(net.done, ['detached 10.0.0.3']);
  const [told] = net.routed;
  assert.deepEqual(routedBy(net), [EVERYBODY]);
  assert.deepEqual(told?.payload, writeNetTable(net.part.table as NetTable));
  net.give('updateNodes', victim, writeNetTable({ ...newer, timestamp: newer.timestamp + 100n }));
  assert.deepEqual(uuidsIn(net), [OWN, SMALL]);
  assert.deepEqual(net.events.at(-1), { kind: 'done', ticket: 7 });
});

test('remove-node is told to all before the victim loses its way, and answered when it is on the disk', () => {
  const net = createNetFake(TABLE);
  net.isDiskFast = false;
  const order: string[] = [];
  const { routed, done } = net;
  routed.push = (...routedNow) => order.push(...routedNow.map(({ verb }) => verb));
  done.push = (...doneNow) => order.push(...doneNow);
  net.nodeLink('10.0.0.3', LARGE);
  net.command({ kind: 'remove-node', ticket: 7, address: serverAddress(3) });
  assert.deepEqual([order, net.events], [['updateNodes', 'detached 10.0.0.3'], []]);
  net.settle();
  assert.deepEqual(
    net.events.map(({ kind }) => kind),
    ['table', 'done'],
  );
});

test('a node that is merged away goes offline and forgets the net', () => {
  const net = createNetFake(TABLE);
  const without = { ...TABLE, timestamp: MS_AGO + 1n, nodes: TABLE.nodes.slice(1) };
  net.give('updateNodes', net.nodeLink('10.0.0.2', SMALL), writeNetTable(without));
  assert.deepEqual([net.isOnline, net.part.table], [false, null]);
  assert.deepEqual(net.events.at(-1), { kind: 'table', table: null });
});

test('changes that come while the disk is busy are written together, and each is told when it is there', () => {
  const net = createNetFake(TABLE);
  net.isDiskFast = false;
  const from = net.nodeLink('10.0.0.2', SMALL);
  let stores = 0;
  const { files } = net;
  files.set = (path, data) => {
    stores += 1;
    return Map.prototype.set.call(files, path, data) as typeof files;
  };
  for (let index = 1n; index <= 5n; index += 1n) {
    net.give('updateNodes', from, writeNetTable({ ...TABLE, timestamp: MS_AGO + index }));
  }
  net.settle();
  assert.deepEqual([stores, net.events.map(({ kind }) => kind)], [2, Array(5).fill('table')]);
});
