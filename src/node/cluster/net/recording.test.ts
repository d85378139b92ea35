/**
 * What an original said when nodes joined and connected, our node says too, octet for octet: it gets the recorded requests at the
 * recorded times. Leaves out heads of packets (src/protocols/cluster). Source: the recording net-join-connect.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromHex } from '../../../lib/hex.ts';
import { type NetTable, readNetTable, serverAddress, unixMsOf, ZERO_UUID } from '../../../protocols/cluster/index.ts';
import { createNetFake, type NetFake, sentBy } from './net-fake.ts';

interface Recorded {
  readonly connections: readonly { readonly frames: readonly { readonly hex?: string }[] }[];
}

const path = join(import.meta.dirname, '../../../protocols/cluster/captures/net-join-connect.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
const HEAD_OCTETS = 24;

/** The payload of a frame of a connection, both counted from 1. */
const payloadOf = (connection: number, frame: number): Uint8Array =>
  fromHex(recorded.connections[connection - 1]?.frames[frame - 1]?.hex ?? '').subarray(HEAD_OCTETS);

const tableOf = (payload: Uint8Array): NetTable => {
  const read = readNetTable(payload);
  assert.equal(read.kind, 'ok');
  return read.value;
};

const [A, B, C] = ['aa'.repeat(16), 'bb'.repeat(16), 'dd'.repeat(16)] as const;
const joinOfB = { request: payloadOf(2, 3), answer: payloadOf(2, 4) };
const joinOfC = { request: payloadOf(5, 3), answer: payloadOf(5, 4) };

/** The node that the others joined at, as it was before. */
const createAcceptor = (): NetFake => {
  const after = tableOf(joinOfB.answer);
  const own = { uuid: A, name: 'NodeA', ip: '::1', port: after.nodes[0]?.port ?? 0, address: serverAddress(1) };
  return createNetFake({ ...after, timestamp: 1n, nodes: [own] }, { uuid: A, name: 'NodeA' });
};

/** Lets a node join from that address when the recorded one did; gives the payload of the answer. */
const letJoin = (
  net: NetFake,
  uuid: string,
  host: string,
  { request, answer }: typeof joinOfB,
): Uint8Array | undefined => {
  Object.assign(net.core.env, { wallMs: unixMsOf(tableOf(answer).timestamp) });
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const link = net.newLink(host);
  assert.equal(net.greet(link, uuid, ZERO_UUID)[0]?.kind, 'join');
  net.sent.length = 0;
  net.give('join', link, request);
  return net.sent[0]?.payload;
};

test('two nodes join, one through 127.0.0.1 and one through ::1', () => {
  const net = createAcceptor();
  assert.deepEqual(letJoin(net, B, '127.0.0.1', joinOfB), joinOfB.answer);
  assert.deepEqual(letJoin(net, C, '::1', joinOfC), joinOfC.answer);
});

test('a node that connects with the table of before is told the newer one', () => {
  const net = createAcceptor();
  letJoin(net, B, '127.0.0.1', joinOfB);
  letJoin(net, C, '::1', joinOfC);
  const [, , connect, update] = [1, 2, 3, 4].map((frame) => payloadOf(4, frame));
  const link = net.newLink('127.0.0.1');
  assert.deepEqual(net.greet(link, B, A), [{ kind: 'connect', address: serverAddress(2) }]);
  net.sent.length = 0;
  net.give('connect', link, connect ?? new Uint8Array());
  assert.deepEqual(net.sent[0]?.payload, update);
  assert.deepEqual(sentBy(net), ['updateNodes > 127.0.0.1']);
});
