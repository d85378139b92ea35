/** The client against a node played by the test: every query, answers in order of verb, time-outs; lines of log out and in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '../../../lib/hex.ts';
import {
  clusterLimits,
  clusterMessages,
  nodeEndpointsStruct,
  nodeInfoStruct,
  nodesStruct,
  nodeStatusStruct,
  parseAddress,
} from '../../../protocols/cluster/index.ts';
import { decode } from '../../../wire/index.ts';
import { PlayedNode } from '../endpoint/played-node.ts';
import { createClusterClient, defaultEndpointOptions, defaultServerOptions } from '../index.ts';
import type { EndpointService } from '../types.ts';
import type { ClientCommand, ClientEvent, Query } from './types.ts';

type Bench = PlayedNode<ClientCommand, ClientEvent>;

const AT = { host: '127.0.0.1', port: 10666 };
const SECOND_US = 1_000_000;
const SELF = '0200000400010001';
const NODE = '0100000000010000';
const SECOND = '0100000000020000';

function connected(service: EndpointService = { id: 'test.svc', name: 'Test Service' }): Bench {
  const bench = new PlayedNode(createClusterClient({ ...defaultEndpointOptions, service }));
  bench.tell({ kind: 'connect', at: AT });
  bench.accept(SELF);
  bench.events.splice(0);
  return bench;
}

function asked(...queries: readonly Query[]): Bench {
  const bench = connected();
  queries.forEach((query, ticket) => bench.tell({ kind: 'ask', ticket, query }));
  return bench;
}

const [alpha, beta, gone] = [
  { address: parseAddress(NODE), name: 'alpha', online: true },
  { address: parseAddress(SECOND), name: 'beta', online: true },
  { address: 0x0100_0000_0003_0000n, name: 'gone', online: false },
];
const nodes = nodesStruct.write({ nodes: [alpha, gone, beta] });
const status = { batteryStatus: 1, batteryLevel: 0, progressComplete: 5, progressTotal: 20 };
const info = { ...defaultServerOptions.machine, uuid: fromHex('10'.repeat(16)), name: 'alpha' };
const endpoint = (address: string) => ({ address: parseAddress(address), serviceId: 'test.svc', serviceName: 'x' });
const endpoints = (...addresses: readonly string[]): Uint8Array =>
  nodeEndpointsStruct.write({ endpoints: addresses.map(endpoint) });

test('nodes: all, or those that are online', () => {
  for (const onlineOnly of [false, true]) {
    const bench = asked({ kind: 'nodes', onlineOnly });
    assert.deepEqual(bench.lines(), [`enumerateNodes > ${NODE}`]);
    bench.packet('nodes', nodes);
    const answer = { kind: 'nodes', nodes: onlineOnly ? [alpha, beta] : [alpha, gone, beta] };
    assert.deepEqual(bench.events, [{ kind: 'answered', ticket: 0, answer }]);
  }
});

test('endpoints of one node', () => {
  const bench = asked({ kind: 'endpoints', service: 'test.svc', node: parseAddress(SECOND) });
  assert.deepEqual(bench.lines(), [`enumerateEndpoints > ${SECOND} 746573742e737663`]);
  bench.packet('endpoints', endpoints(SELF), SECOND);
  const answer = { kind: 'endpoints', endpoints: [endpoint(SELF)] };
  assert.deepEqual(bench.events, [{ kind: 'answered', ticket: 0, answer }]);
});

test('endpoints of all nodes are those of each one that is online, merged', () => {
  const bench = asked({ kind: 'endpoints', service: '', node: null });
  bench.packet('nodes', nodes);
  assert.deepEqual(bench.lines(), [
    `enumerateNodes > ${NODE}`,
    `enumerateEndpoints > ${NODE}`,
    `enumerateEndpoints > ${SECOND}`,
  ]);
  bench.packet('endpoints', endpoints(SELF));
  assert.deepEqual(bench.events, []);
  bench.packet('endpoints', endpoints('0200000400020001', '0200000400020002'), SECOND);
  const [event] = bench.of('answered');
  assert.equal(event?.answer.kind === 'endpoints' && event.answer.endpoints.length, 3);
});

test('endpoints of all nodes fail once where one node does not answer, or none can be asked for', () => {
  const half = asked({ kind: 'endpoints', service: '', node: null });
  half.packet('nodes', nodes);
  half.packet('endpoints', endpoints(SELF));
  half.pass(2 * SECOND_US);
  const none = asked({ kind: 'endpoints', service: '', node: null });
  none.pass(2 * SECOND_US);
  const silent = asked({ kind: 'endpoints', service: '', node: null });
  silent.packet('nodes', nodes);
  silent.pass(2 * SECOND_US);
  for (const bench of [half, none, silent])
    assert.deepEqual(bench.events, [{ kind: 'failed', ticket: 0, reason: 'no answer' }]);
  const empty = asked({ kind: 'endpoints', service: '', node: null });
  empty.packet('nodes', nodesStruct.write({ nodes: [gone] }));
  assert.deepEqual(empty.events, [{ kind: 'answered', ticket: 0, answer: { kind: 'endpoints', endpoints: [] } }]);
});

test('status, info and ping', () => {
  const node = parseAddress(SECOND);
  const payload = Buffer.from('hey');
  const bench = asked({ kind: 'status', node }, { kind: 'info', node }, { kind: 'ping', node, payload });
  assert.deepEqual(bench.lines(), [`statusRequest > ${SECOND}`, `infoRequest > ${SECOND}`, `ping > ${SECOND} 686579`]);
  bench.packet('pingAnswer', payload, SECOND);
  bench.packet('info', nodeInfoStruct.write(info), SECOND);
  bench.packet('status', nodeStatusStruct.write(status), SECOND);
  const answers = bench.of('answered').map(({ ticket, answer }) => [ticket, answer]);
  assert.deepEqual(answers, [
    [2, { kind: 'ping', payload: Uint8Array.from(payload) }],
    [1, { kind: 'info', info }],
    [0, { kind: 'status', status }],
  ]);
});

test('a status whose progress is FFFFFFFF is a failure, as an answer that cannot be read', () => {
  const node = parseAddress(SECOND);
  const bench = asked({ kind: 'status', node }, { kind: 'info', node });
  bench.packet('status', nodeStatusStruct.write({ ...status, progressComplete: 0xffff_ffff }), SECOND);
  bench.packet('info', fromHex('00'), SECOND);
  assert.deepEqual(
    bench.of('failed').map(({ ticket }) => ticket),
    [0, 1],
  );
});

test('each answer ends the oldest request for its verb, and no other', () => {
  const node = parseAddress(SECOND);
  const bench = asked({ kind: 'ping', node, payload: fromHex('01') }, { kind: 'ping', node, payload: fromHex('02') });
  bench.packet('pingAnswer', fromHex('02'));
  bench.packet('pingAnswer', fromHex('01'));
  bench.packet('pingAnswer', fromHex('03'));
  assert.deepEqual(
    bench.events.map((event) => [event.kind, 'ticket' in event ? event.ticket : null]),
    [
      ['answered', 0],
      ['answered', 1],
      ['message', null],
    ],
  );
});

test('a request has 2 s, and ends with its connection', () => {
  const bench = asked({ kind: 'nodes', onlineOnly: false });
  bench.pass(SECOND_US);
  bench.tell({ kind: 'ask', ticket: 1, query: { kind: 'nodes', onlineOnly: false } });
  bench.pass(SECOND_US - 1);
  assert.deepEqual(bench.events, []);
  bench.pass(1);
  assert.deepEqual(bench.events, [{ kind: 'failed', ticket: 0, reason: 'no answer' }]);
  bench.eof();
  assert.deepEqual(
    bench.events.map(({ kind }) => kind),
    ['failed', 'failed', 'closed'],
  );
  bench.tell({ kind: 'ask', ticket: 2, query: { kind: 'nodes', onlineOnly: false } });
  assert.equal(bench.of('failed').length, 3);
  assert.equal(bench.machine.wakeAtUs, null);
});

/** Lines of the records that were sent, each with its author and its time looked at. */
function linesSaid(bench: Bench): readonly string[] {
  const { logRecord } = clusterMessages(clusterLimits);
  return bench.said().map(({ verb, to, payload }) => {
    const read = decode(logRecord, fromHex(payload));
    assert.ok(read.kind === 'ok' && verb === 'logPrimary' && to === NODE);
    assert.deepEqual([read.value.author, read.value.time], [parseAddress(SELF), 63_786_659_432_000n]);
    return read.value.line;
  });
}

test('each whole line is a record, without control characters but TAB', () => {
  const bench = connected();
  bench.tell({ kind: 'log', text: 'one\r\ntw' });
  assert.deepEqual(linesSaid(bench), ['one']);
  bench.tell({ kind: 'log', text: 'o\u0007\tthree\u001b[0m\u007f\n\n' });
  assert.deepEqual(linesSaid(bench), ['two\tthree[0m\u007f', '']);
  bench.tell({ kind: 'log', text: 'ж\ud83d' });
  bench.tell({ kind: 'log', text: '\ude00 half \ud83d\n' });
  assert.deepEqual(linesSaid(bench), ['ж😀 half \ufffd']);
});

test('what has no line feed goes when the writer is released, and not again', () => {
  const bench = connected();
  bench.tell({ kind: 'log', text: 'rest' });
  assert.deepEqual(linesSaid(bench), []);
  bench.tell({ kind: 'disconnect' });
  assert.deepEqual(linesSaid(bench), ['rest']);
  bench.tell({ kind: 'connect', at: AT });
  bench.accept(SELF);
  bench.tell({ kind: 'log', text: 'more\n' });
  assert.deepEqual(linesSaid(bench), ['more']);
});

test('a line without an end does not grow for ever', () => {
  const bench = connected();
  for (let count = 0; count < 20; count += 1) bench.tell({ kind: 'log', text: 'x'.repeat(10_000) });
  assert.deepEqual(
    linesSaid(bench).map(({ length }) => length),
    [65_536, 65_536, 65_536],
  );
});

test('a logger gets lines; records under 16 octets are ignored', () => {
  const bench = connected('logger');
  bench.packet('logClient', fromHex('0100010004000002 4046 2d7d 033a 0000 68656c6c6f'));
  bench.packet('logClient', fromHex('0100010004000002 40462d7d033a0000'));
  bench.packet('logClient', fromHex('0100010004000002 40462d7d033a00'));
  bench.packet('logClient', fromHex('0100010004000002 40462d7d033a0000 ff'));
  const line = { kind: 'line', author: parseAddress(SELF), unixMs: 1_651_062_632_000 };
  assert.deepEqual(bench.events, [
    { ...line, text: 'hello' },
    { ...line, text: '' },
  ]);
});

test('packets are sent and given as they are', () => {
  const bench = connected();
  bench.tell({ kind: 'send', verb: 0x8000_0234, to: parseAddress(SECOND), payload: fromHex('0102') });
  assert.deepEqual(bench.said(), [{ verb: 0x8000_0234, to: SECOND, from: SELF, payload: '0102' }]);
  bench.packet(0x8000_0235, fromHex('03'), SECOND);
  const message = { kind: 'message', verb: 0x8000_0235, from: parseAddress(SECOND), payload: fromHex('03') };
  assert.deepEqual(bench.events, [message]);
});
