/** Who may connect, whom the connector dials, and which of two connections stays. Leaves out octets (the core). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAddress, ZERO_UUID } from '../../../protocols/cluster/index.ts';
import { fakeOptions } from '../fake-core.ts';
import { createNetFake, answered, LARGE, OTHER, OWN, sentBy, SMALL, TABLE, tableEntry } from './net-fake.ts';

test('handshakes with our own UUID, the zero UUID, another target or an unknown UUID are refused', () => {
  const net = createNetFake(TABLE);
  net.command({ kind: 'allow-join', ticket: 1, allow: true });
  const kind = (uuid: string, target: string) => net.greet(net.newLink('10.0.0.9'), uuid, target)[0]?.kind;
  assert.deepEqual(
    [kind(OWN, OWN), kind(OWN, ZERO_UUID), kind(ZERO_UUID, ZERO_UUID), kind(ZERO_UUID, OWN), kind(SMALL, LARGE)],
    ['refuse', 'refuse', 'refuse', 'refuse', 'refuse'],
  );
  assert.equal(kind(OTHER, OWN), 'refuse');
  assert.deepEqual(net.greet(net.newLink('10.0.0.9'), SMALL, OWN), [{ kind: 'connect', address: serverAddress(2) }]);
  assert.equal(kind(OTHER, ZERO_UUID), 'join', 'none of them consumed the permission');
});

test('a pass dials the last entry first, one at a time, and the next comes after a rest', () => {
  const net = createNetFake(TABLE, { timers: { ...fakeOptions().timers, jitterUs: 2_000_000 } });
  assert.deepEqual(
    net.dials.map(({ at }) => at),
    [{ host: '10.0.0.3', port: 7003 }],
  );
  net.dials[0]?.done({ kind: 'failed', reason: 'connection refused' });
  assert.deepEqual(
    net.dials.map(({ target }) => target),
    [LARGE, SMALL],
  );
  const link = net.newLink('10.0.0.2');
  net.dials[1]?.done(answered(link, 1, 2));
  assert.deepEqual([net.done, sentBy(net)], [['attached 10.0.0.2'], ['connect > 10.0.0.2']]);
  net.pass(9_999_999);
  assert.equal(net.dials.length, 2);
  net.pass(1);
  assert.equal(net.dials.length, 2, 'the rest has jitter');
  net.pass(2_000_000);
  assert.deepEqual(
    net.dials.slice(2).map(({ target }) => target),
    [LARGE],
    'who is connected is left alone',
  );
});

test('an answer that is not what the table has is dropped silently', () => {
  for (const [object, server] of [
    [2, 3],
    [1, 2],
    [0, 0],
  ] as const) {
    const net = createNetFake(TABLE);
    net.dials[0]?.done(answered(net.newLink('10.0.0.3'), object, server));
    assert.deepEqual([net.done, sentBy(net)], [['closed 10.0.0.3'], []]);
  }
});

test('entries that would lead to ourselves or to no port are not dialled', () => {
  const [own] = TABLE.nodes as [(typeof TABLE.nodes)[0]];
  const nodes = [own, { ...tableEntry(2, SMALL), port: 0 }, { ...tableEntry(3, LARGE), ip: own.ip, port: own.port }];
  assert.deepEqual(createNetFake({ ...TABLE, nodes }).dials, []);
});

test('a dial that ends after the node went offline comes to nothing', () => {
  const net = createNetFake(TABLE);
  net.command({ kind: 'close-net', ticket: 1 });
  net.dials[0]?.done(answered(net.newLink('10.0.0.3'), 1, 3));
  net.pass(60_000_000);
  assert.deepEqual([net.done, net.dials.length], [['closed 10.0.0.3'], 1]);
});

test('two dial at once: the one with the smaller UUID waits for its own dial, and refuses when that is answered', () => {
  const net = createNetFake(TABLE);
  const incoming = net.newLink('10.0.0.3');
  const answers = net.greet(incoming, LARGE, OWN);
  assert.equal(answers.length, 0);
  net.dials[0]?.done(answered(net.newLink('10.0.0.3'), 1, 3));
  assert.equal(answers[0]?.kind, 'refuse');
  assert.deepEqual(net.done, ['attached 10.0.0.3']);
});

test('two dial at once: where the dial of the smaller UUID fails, the other one is taken', () => {
  const net = createNetFake(TABLE);
  const answers = net.greet(net.newLink('10.0.0.3'), LARGE, OWN);
  net.dials[0]?.done({ kind: 'failed', reason: 'connection refused' });
  assert.deepEqual(answers, [{ kind: 'connect', address: serverAddress(3) }]);
});

test('two dial at once: the one with the larger UUID takes the other, and drops its own even when it is answered', () => {
  const net = createNetFake({ ...TABLE, nodes: TABLE.nodes.slice(0, 2) });
  assert.equal(net.dials[0]?.target, SMALL);
  assert.equal(net.greet(net.newLink('10.0.0.2'), SMALL, OWN)[0]?.kind, 'connect');
  net.dials[0]?.done(answered(net.newLink('dialled'), 1, 2));
  assert.deepEqual(net.done, ['closed dialled']);
});

test('a second connect: the old link is pinged; a packet within the time refuses the new one', () => {
  const net = createNetFake(TABLE);
  const old = net.nodeLink('10.0.0.2', SMALL);
  const answers = net.greet(net.newLink('second'), SMALL, OWN);
  assert.deepEqual([sentBy(net), answers], [['ping > 10.0.0.2'], []]);
  assert.equal(net.greet(net.newLink('third'), SMALL, OWN)[0]?.kind, 'refuse', 'one is looked at already');
  net.pass(1_000_000);
  Object.assign(old, { heardAtUs: 1_000_000 });
  net.pass(100_000);
  assert.deepEqual([answers.map(({ kind }) => kind), net.done], [['refuse'], []]);
});

test('a second connect: silence, or the end of the old link, gives the new one its place', () => {
  const net = createNetFake(TABLE);
  const old = net.nodeLink('10.0.0.2', SMALL);
  const second = net.greet(net.newLink('second'), SMALL, OWN);
  net.pass(1_999_999);
  assert.equal(second.length, 0);
  net.pass(1);
  assert.deepEqual([second[0]?.kind, net.done], ['connect', ['detached 10.0.0.2', 'closed 10.0.0.2']]);
  const [third, thirdLink] = [net.newLink('third'), net.nodeLink('10.0.0.2', SMALL)];
  const answers = net.greet(third, SMALL, OWN);
  net.end(thirdLink);
  assert.equal(answers[0]?.kind, 'connect');
  assert.equal(old.kind, 'over');
});
