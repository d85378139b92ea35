/** The job client against nodes and hosts played by the test: launches, the one beginning, progress, watchdogs, and every end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../../../lib/hex.ts';
import {
  clusterLimits,
  clusterMessages,
  launchStatuses,
  nodesStruct,
  parseAddress,
} from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { PlayedNode } from '../endpoint/played-node.ts';
import { createJobClient, defaultEndpointOptions } from '../index.ts';
import type { JobCommand, JobEvent } from './types.ts';

const messages = clusterMessages(clusterLimits);
const AT = { host: '127.0.0.1', port: 10666 };
const SECOND_US = 1_000_000;
const CLIENT = '0200000100010001';
const NODE = '0100000000010000';
const SECOND = '0100000000020000';
const HOST = '0200000200010001';
const SECOND_HOST = '0200000200020001';

class Bench extends PlayedNode<JobCommand, JobEvent> {
  readonly client;

  constructor() {
    const client = createJobClient(defaultEndpointOptions);
    super(client);
    this.client = client;
    this.tell({ kind: 'run', at: AT, package: Buffer.from('kernel'), input: Buffer.from('input') });
  }

  status(name: keyof typeof launchStatuses, from = NODE): void {
    this.packet('launchAnswer', encode(messages.launchStatus, { status: launchStatuses[name] }), from);
  }

  hostIsUp(host = HOST, from = NODE): void {
    this.packet('launchAnswer', encode(messages.hostStarted, { status: 0, host: parseAddress(host) }), from);
  }

  queue(complete: number, total: number, from = HOST): void {
    this.packet('queueStatus', encode(messages.queueStatus, { pending: 0, inProcess: 0, complete, total }), from);
  }

  get ends(): readonly string[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'success') return [`success ${toHex(event.output)}`];
      return event.kind === 'failure' ? [event.state] : [];
    });
  }

  get state(): string {
    return this.client.view().state;
  }
}

/** A client that has launched on these nodes. */
function launched(...nodes: readonly string[]): Bench {
  const bench = new Bench();
  bench.accept(CLIENT);
  assert.deepEqual(bench.lines(), [`enumerateNodes > ${NODE}`]);
  const listed = nodes.map((address) => ({ address: parseAddress(address), name: 'x', online: true }));
  const offline = { address: 0x0100_0000_0009_0000n, name: 'y', online: false };
  bench.packet('nodes', nodesStruct.write({ nodes: [offline, ...listed] }));
  assert.deepEqual(
    bench.lines(),
    nodes.map((node) => `launchHost > ${node} ${toHex(Buffer.from('kernel'))}`),
  );
  return bench;
}

function working(): Bench {
  const bench = launched(NODE);
  bench.hostIsUp();
  bench.lines();
  return bench;
}

test('a job with one host is that of appendix B.3', () => {
  const bench = launched(NODE);
  bench.status('starting');
  bench.queue(0, 0xffff_ffff);
  bench.status('starting');
  assert.deepEqual(bench.lines(), []);
  bench.packet('launchAnswer', fromHex('00000000 0100010002000002'));
  assert.deepEqual(bench.lines(), [
    `hostTable > ${HOST} 010001000200000200000100000000010100010002000002`,
    `scheduleTask > ${HOST} 000000004d61696e00696e707574`,
  ]);
  bench.packet('hostTableAnswer', new Uint8Array(0), HOST);
  bench.packet('scheduleTaskAnswer', new Uint8Array(0), HOST);
  bench.queue(3, 8);
  bench.packet('result', Buffer.from('OK'), HOST);
  assert.deepEqual(bench.ends, ['success 4f4b']);
  assert.deepEqual(
    bench.of('progress').map(({ complete, total }) => [complete, total]),
    [
      [3, 8],
      [1, 1],
    ],
  );
  assert.deepEqual(bench.lines(), [], 'the hosts are left alone');
});

test('of several nodes those that started get one table, the first of them Main', () => {
  const third = '0100000000030000';
  const bench = launched(NODE, SECOND, third);
  bench.status('busy');
  bench.hostIsUp('0200000200030007', third);
  assert.equal(bench.state, 'initializing');
  bench.hostIsUp(SECOND_HOST, SECOND);
  const table = '0100020002000002' + '0000020000000001' + '0100020002000002' + '0000030000000001' + '0700030002000002';
  assert.deepEqual(bench.lines(), [
    `hostTable > ${SECOND_HOST} ${table}`,
    `hostTable > 0200000200030007 ${table}`,
    `scheduleTask > ${SECOND_HOST} 000000004d61696e00696e707574`,
  ]);
});

test('the beginning is not repeated for what comes late or twice', () => {
  const bench = working();
  bench.hostIsUp();
  bench.status('busy');
  bench.packet('result', fromHex('01'), HOST);
  bench.hostIsUp();
  bench.packet('result', fromHex('02'), HOST);
  assert.deepEqual(bench.lines(), []);
  assert.deepEqual([bench.ends, bench.state], [['success 01'], 'success']);
});

test('what a node says after its launch has ended changes nothing', () => {
  const bench = launched(NODE, SECOND);
  bench.hostIsUp();
  bench.status('busy');
  bench.hostIsUp('0200000200010009');
  bench.status('noAsset', SECOND);
  bench.hostIsUp(SECOND_HOST, SECOND);
  assert.deepEqual(
    bench.said().map(({ verb, to }) => `${verb} ${to}`),
    [`hostTable ${HOST}`, `scheduleTask ${HOST}`],
  );
  assert.deepEqual(
    bench.client.view().nodes.map(({ status }) => status),
    [launchStatuses.started, launchStatuses.noAsset],
  );
});

test('a node that is named twice is asked once', () => {
  const bench = new Bench();
  bench.accept(CLIENT);
  bench.lines();
  const twice = { address: parseAddress(NODE), name: 'x', online: true };
  bench.packet('nodes', nodesStruct.write({ nodes: [twice, twice] }));
  assert.equal(bench.lines().length, 1);
});

test('no node, no answer and no started host all end without nodes', () => {
  const bare = launched();
  const silent = new Bench();
  silent.accept(CLIENT);
  silent.pass(2 * SECOND_US);
  const refused = launched(NODE, SECOND);
  refused.status('noAsset');
  refused.status('discarded', SECOND);
  for (const bench of [bare, silent, refused]) assert.deepEqual(bench.ends, ['noNodes']);
});

test('success without an address of the host is no success', () => {
  const bench = launched(NODE);
  bench.status('started');
  assert.equal(bench.state, 'initializing');
  bench.hostIsUp();
  assert.equal(bench.state, 'working');
});

test('launch answers of strangers are nothing, as those before there is a launch', () => {
  const early = new Bench();
  early.accept(CLIENT);
  early.status('busy');
  early.hostIsUp();
  assert.deepEqual([early.state, early.ends], ['initializing', []]);
  const bench = launched(NODE);
  bench.hostIsUp(HOST, SECOND);
  bench.hostIsUp(HOST, HOST);
  assert.equal(bench.state, 'initializing');
});

test('a node that says nothing for 20 s has timed out, and the others begin', () => {
  const bench = launched(NODE, SECOND);
  bench.hostIsUp();
  for (let second = 0; second < 24; second += 1) {
    bench.pass(SECOND_US);
    bench.queue(0, 5);
  }
  assert.equal(bench.state, 'initializing');
  assert.deepEqual(bench.lines(), []);
  bench.pass(SECOND_US);
  assert.equal(bench.state, 'working');
  assert.equal(bench.client.view().nodes[1]?.status, launchStatuses.timedOut);
  assert.deepEqual(
    bench.said().map(({ verb, to }) => `${verb} ${to}`),
    [`hostTable ${HOST}`, `scheduleTask ${HOST}`],
  );
});

test('a node that says that it is starting has as long as it wants', () => {
  const bench = launched(NODE);
  for (let second = 0; second < 120; second += 15) {
    bench.pass(15 * SECOND_US);
    bench.status('starting');
  }
  assert.equal(bench.state, 'initializing');
  bench.hostIsUp();
  assert.equal(bench.state, 'working');
});

test('hosts that say nothing for 20 s are given up at the next look', () => {
  const bench = working();
  bench.pass(4 * SECOND_US);
  bench.queue(1, 2);
  bench.pass(20 * SECOND_US);
  assert.equal(bench.state, 'working');
  bench.pass(SECOND_US);
  assert.deepEqual(bench.ends, ['internalFailure']);
  assert.equal(bench.client.view().state, 'internalFailure');
});

test('answers to tables and tasks are signs of life', () => {
  const bench = working();
  for (const verb of ['hostTableAnswer', 'scheduleTaskAnswer', 'queueStatus'] as const) {
    bench.pass(15 * SECOND_US);
    bench.packet(verb, verb === 'queueStatus' ? new Uint8Array(16) : new Uint8Array(0), HOST);
  }
  assert.equal(bench.state, 'working');
});

test('progress is the sum of hosts in 32 bits, 0 in all is not known', () => {
  const bench = launched(NODE, SECOND);
  bench.hostIsUp();
  bench.hostIsUp(SECOND_HOST, SECOND);
  const seen = (): readonly number[] => [bench.client.view().complete, bench.client.view().total];
  assert.deepEqual(seen(), [0, 0xffff_ffff]);
  bench.queue(2, 5);
  bench.queue(3, 0xffff_ffff, SECOND_HOST);
  assert.deepEqual(seen(), [5, 4]);
  bench.queue(3, 10, SECOND_HOST);
  assert.deepEqual(seen(), [5, 15]);
  bench.queue(0, 0);
  bench.queue(0, 0, SECOND_HOST);
  assert.deepEqual(seen(), [0, 0xffff_ffff]);
});

test('a result of a stranger is none, an empty one is one', () => {
  const bench = working();
  bench.packet('result', fromHex('01'), SECOND_HOST);
  assert.deepEqual(bench.ends, []);
  bench.packet('result', new Uint8Array(0), HOST);
  assert.deepEqual(bench.ends, ['success ']);
  bench.eof();
  bench.pass(100 * SECOND_US);
  assert.deepEqual(bench.ends, ['success ']);
});

test('the loss of the connection is a failure, once, at every stage', () => {
  const dialled = new Bench();
  dialled.refuse('nobody there');
  const asking = new Bench();
  asking.accept(CLIENT);
  asking.eof();
  const launching = launched(NODE);
  launching.reset();
  const at = working();
  at.eof();
  for (const bench of [dialled, asking, launching, at]) {
    bench.pass(100 * SECOND_US);
    assert.deepEqual(bench.ends, ['internalFailure']);
  }
});

test('an interrupt kills the hosts of the net and disconnects', () => {
  const bench = working();
  bench.tell({ kind: 'interrupt' });
  assert.deepEqual(bench.lines(), [`killHost > ${NODE}`]);
  assert.deepEqual([bench.ending, bench.ends], ['end', ['internalFailure']]);
  const early = new Bench();
  early.tell({ kind: 'interrupt' });
  assert.deepEqual([early.ending, early.ends], ['abort', ['internalFailure']]);
});

test('it computes once', () => {
  const bench = working();
  bench.tell({ kind: 'run', at: AT, package: new Uint8Array(0), input: new Uint8Array(0) });
  assert.deepEqual([bench.ending, bench.state], ['dialled', 'working']);
  bench.tell({ kind: 'stop' });
  assert.deepEqual([bench.ends, bench.events.at(-1)?.kind], [['internalFailure'], 'stopped']);
});
