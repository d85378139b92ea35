/** Jobs one after the other. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { createLane } from './lane.ts';
import { soon } from './toy-machine.ts';

test('jobs run in the order they came, each when the one before is done', async () => {
  const lane = createLane();
  const log: string[] = [];
  const job = (name: string, turns: number) => async (): Promise<void> => {
    log.push(`${name} begins`);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} ends`);
  };
  lane.push(job('long', 5));
  lane.push(job('short', 0));
  await soon('lane', new Promise<void>((resolve) => lane.push(async () => resolve())));
  assert.deepEqual(log, ['long begins', 'long ends', 'short begins', 'short ends']);
});

test('drop forgets what has not begun, and the lane goes on', async () => {
  const lane = createLane();
  const log: string[] = [];
  let release: () => void = () => undefined;
  lane.push(() => new Promise<void>((resolve) => (release = resolve)));
  lane.push(async () => void log.push('dropped'));
  lane.drop();
  const after = new Promise<void>((resolve) => lane.push(async () => resolve()));
  release();
  await soon('lane', after);
  assert.deepEqual(log, []);
});
