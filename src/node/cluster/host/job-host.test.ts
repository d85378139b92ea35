/** The job host against a node, colleagues and a kernel played by the test: tables, tasks, figures, and its end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '../../../lib/hex.ts';
import { addressText, parseAddress, verbs } from '../../../protocols/cluster/index.ts';
import { packetOctets } from '../endpoint/played-node.ts';
import {
  EMPLOYER,
  figures,
  given,
  hired,
  NODE,
  PEER,
  ready,
  SECOND_US,
  SELF,
  tableOf,
  taskOf,
  THIRD,
} from './hired-host.ts';

const IDLE = '0000000000000000 00000000ffffffff'.replaceAll(' ', '');

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

test('of other classes every task runs, however alike they are', () => {
  const bench = ready({ workers: 9 });
  bench.packet('scheduleTask', taskOf('Sub', 'aa'), EMPLOYER);
  bench.packet('scheduleTask', taskOf('Sub', 'aa'), EMPLOYER);
  assert.equal(given(bench).length, 2);
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

test('an unknown class that comes before the table ends the computation when the others are known', () => {
  const bench = hired();
  bench.packet('scheduleTask', taskOf('Cook'), PEER);
  bench.packet('scheduleTask', taskOf('Sub'), PEER);
  assert.equal(bench.of('over').length, 0);
  bench.lines();
  bench.packet('hostTable', tableOf(SELF, PEER), EMPLOYER);
  assert.deepEqual(
    bench.said().map(({ verb, to }) => `${verb} ${to}`),
    [`logPrimary ${NODE}`, `terminate ${PEER}`],
  );
  assert.deepEqual([bench.of('over').length, given(bench)], [1, []]);
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
  bench.tell({ kind: 'progress', complete: 7, total: 0 });
  assert.deepEqual(figures(bench), [0, 1, 7, 0]);
  bench.tell({ kind: 'progress', complete: 0, total: 0 });
  assert.deepEqual(figures(bench), [0, 1, 0, 0xffff_ffff]);
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

test('what comes behind the end, or is wished for after it, is nothing', () => {
  const bench = ready({ workers: 2 });
  bench.packet('scheduleTask', taskOf('Main'), EMPLOYER);
  const octets = [
    packetOctets(verbs.terminate, PEER, SELF, new Uint8Array(0)),
    packetOctets(verbs.hostTable, EMPLOYER, SELF, tableOf(SELF, THIRD)),
    packetOctets(verbs.scheduleTask, PEER, SELF, taskOf('Sub')),
  ];
  bench.bytes(Buffer.concat(octets));
  bench.tell({ kind: 'schedule', className: 'Sub', data: new Uint8Array(0), flags: 0, to: parseAddress(SELF) });
  assert.deepEqual([bench.events.at(-1)?.kind, given(bench).length], ['over', 1]);
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
