/** The sim world with the real job contract: owner and node behind it, a job from submit to result, a program that is stopped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../src/lib/contract.ts';
import { createJobContract } from '../src/node/job/index.ts';
import { simWorldSource, type SimWorld } from './sim-world.ts';

const SECOND_US = 1_000_000;
const source = simWorldSource({ contract: createJobContract, protocol: 'job', profile: {} });
const hex = (text: string): string => Buffer.from(text).toString('hex');

/** An owner and a node that joined it, in one world. */
const openJoined = async (id: string): Promise<SimWorld> => {
  const world = await source.open({ id, seed: 1 });
  const ask = async (op: string, args: JsonObject): Promise<JsonObject> => {
    const answer = await world.subject.request(op, args);
    assert.ok('ok' in answer, JSON.stringify(answer));
    return answer.ok;
  };
  const { listen } = await ask('start', { role: 'owner', config: {}, listen: { host: '127.0.0.1', port: 0 } });
  await ask('start', { role: 'node', config: { version: '1.0', modules: [] } });
  await ask('connect', { role: 'node', at: listen as Json });
  return world;
};

const waitFor = async (world: SimWorld, name: string): Promise<JsonObject> => {
  const found = await world.until(() => world.subject.events.find(({ event }) => event === name), 60 * SECOND_US);
  assert.ok(found, `no ${name}: ${JSON.stringify(world.subject.events)}`);
  return found.fields;
};

const order = (script: string): JsonObject => ({
  files: [{ name: 'main', bytes: hex(script) }],
  runs: [{ file: 'main', log: 'log' }],
  rets: ['log'],
});

test('a job runs from submit to result', async () => {
  const world = await openJoined('result');
  await world.subject.request('submit', order('#!/bin/sh\necho hello\n'));
  const { results } = await waitFor(world, 'job-finished');
  assert.deepEqual(results, [{ name: 'log', bytes: hex('hello\nexit 0\n') }]);
});

test('reset ends what runs and forgets what was', async () => {
  const world = await openJoined('reset');
  await world.subject.request('submit', order('#!/bin/sh\nwhile :; do sleep 1; done\n'));
  await waitFor(world, 'job-started');
  assert.deepEqual(await world.subject.request('reset', {}), { ok: {} });
  // What is on its way between owner and node still arrives.
  await world.until(() => undefined, SECOND_US);
  const before = world.traceHash;
  await world.until(() => undefined, 600 * SECOND_US);
  assert.equal(world.traceHash, before, 'something still happens after reset');
});
