/** The job host against a node, colleagues and a kernel played by the test: tables, tasks, figures, balancing, and its end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../../../lib/hex.ts';
import {
  addressesOf,
  addressText,
  clusterLimits,
  clusterMessages,
  parseAddress,
} from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import { PlayedNode } from '../endpoint/played-node.ts';
import { createJobHost, defaultEndpointOptions } from '../index.ts';
import type { JobHostCommand, JobHostEvent, JobHostOptions } from './types.ts';

type Bench = PlayedNode<JobHostCommand, JobHostEvent>;

const messages = clusterMessages(clusterLimits);
const AT = { host: '127.0.0.1', port: 10666 };
const SECOND_US = 1_000_000;
const NODE = '0100000000010000';
const EMPLOYER = '0200000100010001';
const SELF = '0200000200010001';
const PEER = '0200000200020001';
const THIRD = '0200000200030001';
const IDLE = '0000000000000000 00000000ffffffff'.replaceAll(' ', '');

function hired(over: Partial<JobHostOptions> = {}): Bench {
  const machine = createJobHost({
    ...defaultEndpointOptions,
    employer: parseAddress(EMPLOYER),
    classes: ['Main', 'Sub'],
    workers: 1,
    ...over,
  });
  const bench = new PlayedNode(machine);
  bench.tell({ kind: 'connect', at: AT });
  bench.accept(SELF);
  return bench;
}

function tableOf(...hosts: readonly string[]): Uint8Array {
  const all = hosts.map((host) => parseAddress(host));
  const nodes = all.map((host) => ({ node: 0x0100_0000_0000_0000n | (host & 0xffff_0000n), host }));
  return encode(messages.hostTable, { primary: all[0] ?? 0n, participants: [...addressesOf(nodes)] });
}

/** A host with its table, that has said what it says at first. */
function ready(over: Partial<JobHostOptions> = {}, ...hosts: readonly string[]): Bench {
  const bench = hired(over);
  bench.packet('hostTable', tableOf(...(hosts.length === 0 ? [SELF, PEER] : hosts)), EMPLOYER);
  bench.lines();
  return bench;
}

function taskOf(className: string, data = '', flags = 0): Uint8Array {
  return encode(messages.scheduleTask, { flags, className, data: fromHex(data) });
}

function statusOf(pending: number): Uint8Array {
  return encode(messages.queueStatus, { pending, inProcess: 0, complete: 0, total: 0 });
}

const given = (bench: Bench): readonly string[] =>
  bench.of('task').map(({ task, className, data, flags }) => `${task} ${className} ${toHex(data)} ${flags}`);

/** Figures of the next status that the employer gets. */
function figures(bench: Bench): readonly number[] {
  bench.lines();
  bench.packet('queueRequest', new Uint8Array(0), EMPLOYER);
  const [said] = bench.said();
  assert.deepEqual([said?.verb, said?.to], ['queueStatus', EMPLOYER]);
  const octets = Buffer.from(said?.payload ?? '', 'hex');
  return [0, 4, 8, 12].map((at) => octets.readUInt32LE(at));
}

test('it tells its node that it is ready, then how it does, each second', () => {
  const bench = hired();
  const status = [`queueStatus > ${NODE} ${IDLE}`, `queueStatus > ${EMPLOYER} ${IDLE}`];
  assert.deepEqual(bench.lines(), [`launchAnswer > ${NODE}`, ...status]);
  bench.pass(SECOND_US - 1);
  assert.deepEqual(bench.lines(), []);
  bench.pass(1);
  assert.deepEqual(bench.lines(), status);
});

test('its computation is that of appendix B.3', () => {
  const bench = hired();
  bench.lines();
  bench.packet('hostTable', fromHex('0100010002000002 0000010000000001 0100010002000002'), EMPLOYER);
  bench.packet('scheduleTask', fromHex('00000000 4d61696e00 696e707574'), EMPLOYER);
  assert.deepEqual(bench.lines(), [`hostTableAnswer > ${EMPLOYER}`, `scheduleTaskAnswer > ${EMPLOYER}`]);
  assert.deepEqual(given(bench), ['1 Main 696e707574 0']);
  bench.tell({ kind: 'result', output: Buffer.from('OK') });
  assert.deepEqual(bench.lines(), [`result > ${EMPLOYER} 4f4b`]);
});

test('without a launcher its employer is who sends the table', () => {
  const bench = hired({ employer: null });
  assert.deepEqual(bench.lines(), [`launchAnswer > ${NODE}`, `queueStatus > ${NODE} ${IDLE}`]);
  bench.packet('hostTable', tableOf(SELF), EMPLOYER);
  bench.packet('hostTable', tableOf(SELF), PEER);
  bench.lines();
  bench.tell({ kind: 'result', output: new Uint8Array(0) });
  assert.deepEqual(bench.lines(), [`result > ${EMPLOYER}`]);
});

test('status goes to the other hosts in the order of the table, to the node, to the employer', () => {
  const bench = ready({}, THIRD, SELF, PEER);
  bench.pass(SECOND_US);
  assert.deepEqual(
    bench.said().map(({ to }) => to),
    [THIRD, PEER, NODE, EMPLOYER],
  );
});

test('tasks wait until the table is there, and are counted as waiting', () => {
  const bench = hired();
  bench.packet('scheduleTask', taskOf('Sub', '01', 5), PEER);
  bench.packet('scheduleTask', taskOf('Sub', '02'), PEER);
  assert.deepEqual(given(bench), []);
  assert.equal(figures(bench)[0], 2);
  bench.packet('hostTable', tableOf(SELF, PEER), EMPLOYER);
  assert.deepEqual(given(bench), ['1 Sub 01 5']);
  assert.deepEqual(figures(bench), [1, 1, 0, 1]);
});

test('a later table replaces the one before, half a pair does not', () => {
  const bench = ready({}, SELF, PEER);
  bench.packet('hostTable', tableOf(SELF, THIRD), EMPLOYER);
  bench.packet('hostTable', fromHex('0100010002000002 0000010000000001'), EMPLOYER);
  bench.packet('hostTable', fromHex('01'), EMPLOYER);
  assert.deepEqual(bench.lines(), Array(3).fill(`hostTableAnswer > ${EMPLOYER}`));
  bench.pass(SECOND_US);
  assert.equal(bench.said()[0]?.to, THIRD);
  assert.equal(bench.of('notice').length, 2);
  assert.deepEqual(
    bench.of('hosts').map(({ hosts }) => hosts.map(addressText)),
    [
      [SELF, PEER],
      [SELF, THIRD],
    ],
  );
});

test('octets that do not fill an address are ignored at the end of a table', () => {
  const bench = hired();
  bench.packet('hostTable', Buffer.concat([tableOf(SELF, PEER), fromHex('010203')]), EMPLOYER);
  assert.equal(bench.of('hosts').length, 1);
});

test('a second Main of the same octets from the same employer is ignored, another one is not', () => {
  const bench = ready({ workers: 9 });
  bench.packet('scheduleTask', taskOf('Main', 'aa'), EMPLOYER);
  bench.packet('scheduleTask', taskOf('Main', 'aa'), EMPLOYER);
  assert.deepEqual(given(bench), ['1 Main aa 0']);
  assert.deepEqual(bench.lines(), Array(2).fill(`scheduleTaskAnswer > ${EMPLOYER}`));
  bench.packet('scheduleTask', taskOf('Main', 'ab'), EMPLOYER);
  bench.packet('scheduleTask', taskOf('Main', 'aa'), PEER);
  bench.packet('scheduleTask', taskOf('Sub', 'aa'), PEER);
  bench.packet('scheduleTask', taskOf('Sub', 'aa'), PEER);
  assert.equal(given(bench).length, 5);
});

test('flags are masked with 7, and 2 puts a task at the head', () => {
  const bench = ready();
  bench.packet('scheduleTask', taskOf('Sub', '01', 0xffff_fff8), PEER);
  bench.packet('scheduleTask', taskOf('Sub', '02', 1), PEER);
  bench.packet('scheduleTask', taskOf('Sub', '03', 0xa), PEER);
  bench.packet('scheduleTask', taskOf('Sub', '04', 2), PEER);
  for (const task of [1, 2, 3]) bench.tell({ kind: 'task-done', task });
  assert.deepEqual(given(bench), ['1 Sub 01 0', '2 Sub 04 2', '3 Sub 03 2', '4 Sub 02 1']);
});

test('what is no task is answered and schedules nothing', () => {
  const bench = ready();
  for (const octets of ['', '000000', '00000000', '00000000 4d61696e'])
    bench.packet('scheduleTask', fromHex(octets), PEER);
  assert.deepEqual(bench.lines(), Array(4).fill(`scheduleTaskAnswer > ${PEER}`));
  assert.deepEqual(figures(bench), [0, 0, 0, 0xffff_ffff]);
});

test('an unknown class is logged and ends the computation everywhere', () => {
  const bench = ready({}, THIRD, SELF, PEER);
  bench.packet('scheduleTask', taskOf('Cook'), PEER);
  const lines = bench.lines();
  assert.match(lines[0] ?? '', new RegExp(`^logPrimary > ${NODE} 0100010002000002[0-9a-f]{16}54686572`));
  assert.deepEqual(lines.slice(1), [`terminate > ${THIRD}`, `terminate > ${PEER}`]);
  assert.deepEqual([bench.ending, bench.events.at(-1)?.kind], ['end', 'over']);
  bench.pass(10 * SECOND_US);
  assert.deepEqual(bench.lines(), []);
});

test('no more tasks run at a time than there are workers', () => {
  const bench = ready({ workers: 2 });
  for (const data of ['01', '02', '03']) bench.packet('scheduleTask', taskOf('Sub', data), PEER);
  assert.deepEqual(figures(bench).slice(0, 2), [1, 2]);
  bench.tell({ kind: 'task-done', task: 2 });
  bench.tell({ kind: 'task-done', task: 2 });
  bench.tell({ kind: 'task-done', task: 77 });
  assert.deepEqual(figures(bench).slice(0, 2), [0, 2]);
  assert.equal(given(bench).length, 3);
});

test('counted tasks are counted; a total of nothing is not known; what the kernel declares comes first', () => {
  const bench = ready();
  bench.packet('scheduleTask', taskOf('Main'), EMPLOYER);
  assert.deepEqual(figures(bench), [0, 1, 0, 0xffff_ffff]);
  bench.packet('scheduleTask', taskOf('Sub', '', 4), PEER);
  bench.packet('scheduleTask', taskOf('Sub', '', 4), PEER);
  bench.tell({ kind: 'task-done', task: 1 });
  bench.tell({ kind: 'task-done', task: 2 });
  assert.deepEqual(figures(bench), [0, 1, 1, 2]);
  bench.tell({ kind: 'progress', complete: 7, total: 9 });
  assert.deepEqual(figures(bench), [0, 1, 7, 9]);
  bench.tell({ kind: 'progress', complete: 0, total: 0 });
  assert.deepEqual(figures(bench), [0, 1, 0, 0xffff_ffff]);
});

test('tasks without a target go round the table, beginning with its first host', () => {
  const bench = ready({ workers: 9 }, PEER, SELF, THIRD);
  for (const data of ['01', '02', '03', '04'])
    bench.tell({ kind: 'schedule', className: 'Sub', data: fromHex(data), flags: 0xf5 });
  bench.tell({ kind: 'schedule', className: 'Sub', data: fromHex('05'), flags: 0, to: parseAddress(THIRD) });
  bench.tell({ kind: 'schedule', className: 'Sub', data: fromHex('06'), flags: 0, to: parseAddress(SELF) });
  assert.deepEqual(bench.lines(), [
    `scheduleTask > ${PEER} 050000005375620001`,
    `scheduleTask > ${THIRD} 050000005375620003`,
    `scheduleTask > ${PEER} 050000005375620004`,
    `scheduleTask > ${THIRD} 000000005375620005`,
  ]);
  assert.deepEqual(given(bench), ['1 Sub 02 5', '2 Sub 06 0']);
});

/** A host whose worker is busy, with so many tasks that wait. */
function burdened(pending: number, flags = 5): Bench {
  const bench = ready({}, SELF, THIRD, PEER);
  bench.packet('scheduleTask', taskOf('Main'), EMPLOYER);
  for (let task = 0; task < pending; task += 1)
    bench.packet('scheduleTask', taskOf('Sub', `0${task}`, flags), EMPLOYER);
  bench.lines();
  return bench;
}

const moved = (bench: Bench): readonly string[] => bench.lines().filter((line) => line.startsWith('scheduleTask >'));

test('half of what waits is compared with the idlest host; one task a second moves', () => {
  const bench = burdened(4);
  bench.packet('queueStatus', statusOf(1), THIRD);
  bench.packet('queueStatus', statusOf(1), PEER);
  bench.pass(SECOND_US);
  assert.deepEqual(moved(bench), [`scheduleTask > ${THIRD} 050000005375620000`]);
  bench.pass(SECOND_US);
  assert.deepEqual(moved(bench), [], 'floor(3 / 2) is not more than 1');
  bench.packet('queueStatus', statusOf(0), PEER);
  bench.pass(2 * SECOND_US);
  assert.deepEqual(moved(bench), [
    `scheduleTask > ${PEER} 050000005375620001`,
    `scheduleTask > ${PEER} 050000005375620002`,
  ]);
  assert.deepEqual(figures(bench), [1, 1, 0, 1]);
});

test('a host that has said nothing yet has nothing to do; others than colleagues are not asked', () => {
  const bench = burdened(2);
  bench.packet('queueStatus', statusOf(5), THIRD);
  bench.packet('queueStatus', statusOf(0), NODE);
  bench.pass(SECOND_US);
  assert.deepEqual(moved(bench), [`scheduleTask > ${PEER} 050000005375620000`]);
});

test('tasks that may not be moved stay', () => {
  const bench = burdened(6, 4);
  bench.packet('scheduleTask', taskOf('Sub', '99', 1), EMPLOYER);
  bench.lines();
  bench.pass(2 * SECOND_US);
  assert.deepEqual(moved(bench), [`scheduleTask > ${THIRD} 010000005375620099`]);
});

test('a terminate of a colleague, the node or the employer ends it, that of a stranger does not', () => {
  const stranger = ready();
  stranger.packet('terminate', new Uint8Array(0), '0200000300010001');
  assert.equal(stranger.of('notice').length, 1);
  assert.equal(stranger.of('over').length, 0);
  for (const from of [PEER, NODE, EMPLOYER]) {
    const bench = ready();
    bench.packet('scheduleTask', taskOf('Sub'), PEER);
    bench.packet('scheduleTask', taskOf('Sub'), PEER);
    bench.packet('terminate', new Uint8Array(0), from);
    assert.deepEqual([bench.ending, bench.of('over').length], ['end', 1]);
    bench.tell({ kind: 'task-done', task: 1 });
    assert.equal(given(bench).length, 1);
  }
});

test('its own termination tells all others once, after what was said before', () => {
  const bench = ready({}, SELF, PEER, THIRD);
  bench.tell({ kind: 'log', text: 'one\ntwo' });
  bench.tell({ kind: 'result', output: fromHex('00') });
  bench.tell({ kind: 'terminate' });
  bench.tell({ kind: 'terminate' });
  assert.deepEqual(
    bench.said().map(({ verb, to }) => `${verb} ${to}`),
    [`logPrimary ${NODE}`, `result ${EMPLOYER}`, `terminate ${PEER}`, `terminate ${THIRD}`, `logPrimary ${NODE}`],
  );
  assert.equal(bench.of('over').length, 1);
});

test('the loss of the connection ends it', () => {
  const bench = ready();
  bench.eof();
  assert.deepEqual(bench.of('over').length, 1);
  assert.equal(bench.machine.wakeAtUs, null);
  bench.tell({ kind: 'stop' });
  assert.equal(bench.events.at(-1)?.kind, 'stopped');
});
