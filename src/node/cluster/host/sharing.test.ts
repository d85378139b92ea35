/** How a job host shares tasks with the others of its table: round robin for new ones, balancing for those that wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '../../../lib/hex.ts';
import { parseAddress } from '../../../protocols/cluster/index.ts';
import {
  EMPLOYER,
  figures,
  given,
  type HiredHost,
  NODE,
  PEER,
  ready,
  SECOND_US,
  SELF,
  statusOf,
  taskOf,
  THIRD,
} from './hired-host.ts';

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
function burdened(pending: number, flags = 5): HiredHost {
  const bench = ready({}, SELF, THIRD, PEER);
  bench.packet('scheduleTask', taskOf('Main'), EMPLOYER);
  for (let task = 0; task < pending; task += 1)
    bench.packet('scheduleTask', taskOf('Sub', `0${task}`, flags), EMPLOYER);
  bench.lines();
  return bench;
}

const moved = (bench: HiredHost): readonly string[] =>
  bench.lines().filter((line) => line.startsWith('scheduleTask >'));

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
