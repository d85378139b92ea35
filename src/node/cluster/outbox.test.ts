/** Queues: progress, senders that wait, readers that are dropped. Source: spec/cluster.md section 8.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packetOf, Rig } from './server-rig.ts';

const STUCK = 8000;
const limits = { payload: 1000, stuckQueue: STUCK, queue: 20_000 };
const stuckUs = 2_000_000;
const READER = '0200000300010001';
const payload = new Uint8Array(976);
/** 1000 octets; marks are 2000 apart. */
const packet = packetOf({ verb: 0x8000_0f00, to: READER, from: '0200000100010001', payload });
const second = packetOf({ verb: 0x8000_0f00, to: READER, from: '0200000100010002', payload });

function scene() {
  const rig = Rig.online({ limits });
  const reader = rig.endpoint(3);
  const [fast, other] = [rig.endpoint(1), rig.endpoint(1)];
  const send = (count: number): void => {
    for (let index = 0; index < count; index += 1) rig.bytes(fast, packet);
  };
  return { rig, reader, fast, other, send };
}

test('a little asks for no drain', () => {
  const { rig, send } = scene();
  send(1);
  assert.deepEqual(rig.drains, []);
});

test('a sender waits while the queue is full, others do not, and goes on below the half', () => {
  const { rig, reader, fast, other, send } = scene();
  send(7);
  assert.equal(rig.paused.size, 0);
  send(1);
  assert.deepEqual([...rig.paused], [fast]);
  rig.bytes(other, second.slice(0, 20));
  assert.deepEqual([...rig.paused], [fast], 'who does not send to it does not wait');
  rig.bytes(other, second.slice(20));
  assert.deepEqual([...rig.paused], [fast, other]);
  rig.writable(reader);
  rig.writable(reader);
  assert.equal(rig.paused.size, 2, '5000 are left');
  rig.writable(reader);
  assert.deepEqual([rig.paused.size, rig.aborted.size], [0, 0], '3000 are left');
});

test('a reader that moves is not dropped, however long it takes', () => {
  const { rig, reader, send } = scene();
  for (let round = 0; round < 20; round += 1) {
    send(2);
    rig.pass(stuckUs - 1);
    if (rig.drains.length > 3) rig.writable(reader);
  }
  assert.equal(rig.aborted.size, 0);
});

test('also within one packet, however large', () => {
  const rig = Rig.online({ limits: { payload: 64_000, stuckQueue: STUCK, queue: 128_000 } });
  const [reader, fast] = [rig.endpoint(3), rig.endpoint(1)];
  rig.bytes(
    fast,
    packetOf({ verb: 0x8000_0f00, to: READER, from: '0200000100010001', payload: new Uint8Array(63_976) }),
  );
  assert.equal(rig.drains.length, 8, 'of 8000 octets each');
  for (let count = 0; count < 8; count += 1) {
    rig.pass(stuckUs - 1);
    rig.writable(reader);
  }
  assert.deepEqual([rig.aborted.size, rig.paused.size], [0, 0]);
});

test('one that does not move is dropped after a time, and nobody waits any longer', () => {
  const { rig, reader, fast, send } = scene();
  rig.nowUs = 50_000_000;
  send(8);
  rig.pass(stuckUs - 1);
  assert.deepEqual([rig.aborted.size, rig.paused.has(fast)], [0, true]);
  rig.pass(1);
  assert.deepEqual([[...rig.aborted], rig.paused.size], [[reader], 0]);
  assert.ok(rig.events.some((event) => event.kind === 'endpoint-down'));
  assert.ok(rig.notices.some((text) => text.startsWith('slow reader dropped')));
  send(1);
  assert.equal(rig.ended.has(fast), false);
});

test('also when it stops between the full queue and the half, while somebody waits', () => {
  const { rig, reader, send } = scene();
  send(8);
  rig.pass(1_000_000);
  rig.writable(reader);
  rig.pass(stuckUs - 1);
  assert.equal(rig.aborted.size, 0);
  rig.pass(1);
  assert.deepEqual([...rig.aborted], [reader]);
});

test('below the full queue it may stand', () => {
  const { rig, send } = scene();
  send(7);
  rig.pass(100 * stuckUs);
  assert.equal(rig.aborted.size, 0);
});

test('a queue over the limit is the end at once; nodes are not held, so that it can be', () => {
  const { rig, reader } = scene();
  const node = rig.node(2);
  for (let index = 0; index < 20; index += 1) rig.bytes(node, packet);
  assert.deepEqual([rig.paused.size, rig.aborted.size], [0, 0]);
  rig.bytes(node, packet);
  assert.deepEqual([...rig.aborted], [reader]);
});

test('a sender that waits for two goes on when both have room', () => {
  const rig = Rig.online({ limits });
  const [first, second, fast] = [rig.endpoint(3), rig.endpoint(3), rig.endpoint(1)];
  const many = packetOf({ verb: 0x8000_0f00, to: '0200000300010000', from: '0200000100010001', payload });
  for (let index = 0; index < 8; index += 1) rig.bytes(fast, many);
  for (let index = 0; index < 4; index += 1) rig.writable(first);
  assert.deepEqual([...rig.paused], [fast]);
  rig.step({ kind: 'reset', conn: second });
  assert.equal(rig.paused.size, 0);
});

test('a sender that leaves while it waits is forgotten', () => {
  const { rig, reader, fast, send } = scene();
  send(8);
  rig.step({ kind: 'reset', conn: fast });
  rig.paused.clear();
  for (let index = 0; index < 4; index += 1) rig.writable(reader);
  assert.deepEqual([rig.paused.size, rig.aborted.size], [0, 0]);
});

test('a packet must be whole in time; who is not read from has time', () => {
  const rig = Rig.online({ limits });
  const [reader, fast] = [rig.endpoint(3), rig.endpoint(1)];
  const { readUs } = rig.server.options.timers;
  rig.bytes(fast, packet.slice(0, 1));
  rig.pass(readUs / 2);
  rig.bytes(fast, packet.slice(1, 500));
  rig.pass(readUs / 2 - 1);
  rig.bytes(fast, Buffer.concat([packet.slice(500), packet.slice(0, 7)]));
  rig.pass(readUs - 1);
  assert.equal(rig.ended.size, 0, 'the next packet has its own time');
  rig.bytes(fast, packet.slice(7));
  rig.pass(10 * readUs);
  assert.equal(rig.ended.size, 0, 'nothing is under way');
  for (let index = 0; index < 6; index += 1) rig.bytes(fast, packet);
  rig.bytes(fast, packet.slice(0, 900));
  assert.ok(rig.paused.has(fast));
  for (let atUs = 0; atUs < 2 * readUs; atUs += stuckUs - 1) {
    rig.pass(stuckUs - 1);
    rig.packet(rig.node(2), { verb: 0x8000_0f00, to: READER, from: '0200000100020001', payload });
    if (rig.drains.length > 0) rig.writable(reader);
    if (!rig.paused.has(fast)) break;
  }
  assert.equal(rig.ended.has(fast), false);
  while (rig.drains.length > 0) rig.writable(reader);
  rig.pass(readUs - 1);
  assert.equal(rig.ended.has(fast), false);
  rig.pass(1);
  assert.ok(rig.ended.has(fast));
});
