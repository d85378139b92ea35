/** Queries of an owner and answers too many, over a toy world: each demand is met once and missed in each way there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpectationFailed } from '../failure.ts';
import { expectAskedAgain, tellUnasked } from './asking.ts';
import { createJobDialect } from './dialect.ts';
import { createJobStage, type JobStage, type Player } from './stage.ts';
import { Probe } from '../probe.ts';
import { createToyWorld, type ToyWorld } from '../toy-world.ts';

interface Toy extends ToyWorld {
  readonly stage: JobStage;
  readonly node: Player;
}

function toyStage(submittedAtUs = 0): Toy {
  const toy = createToyWorld();
  const stage = createJobStage(toy.world, 'whole', {}, []);
  stage.jobs.push({ id: 7, parts: [], atUs: submittedAtUs });
  const dialect = createJobDialect('node', stage.profile);
  dialect.heard(createJobDialect('owner', stage.profile).say('Accept', {}));
  return { ...toy, stage, node: { dialect, probe: new Probe(toy.world, toy.link, dialect), taken: [] } };
}

async function codeOf(act: Promise<void>): Promise<string | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    if (error instanceof ExpectationFailed) return error.data.code;
    throw error;
  }
}

const query = Uint8Array.of(0x05);
const file = Uint8Array.of(0x0a, 0, 0, 0, 3, 0, 1, 0x61);

/** Plays an owner that asks at these times, in milliseconds, and at last gives a file. */
function asking(timesMs: readonly number[], fileMs: number, submittedAtMs = 0): Promise<string | undefined> {
  const { stage, node, arrive } = toyStage(submittedAtMs * 1000);
  for (const atMs of timesMs) arrive(atMs * 1000, query);
  arrive(fileMs * 1000, file);
  return codeOf(expectAskedAgain(stage, node, 4, 1));
}

test('an owner asks again a pause after the answer, however often it asks besides', async () => {
  assert.equal(await asking([1, 1001], 1002), undefined);
  assert.equal(await asking([1, 1, 1, 500, 1001, 1001], 1002), undefined);
});

test('an owner that never asks again, or gives the job before it may, fails', async () => {
  assert.equal(await asking([1], 9000), 'missing-status');
  assert.equal(await asking([1, 500], 600), 'unexpected-file');
});

test('an owner that asks without a pause fails, unless it did so before it had a job', async () => {
  const often = Array.from({ length: 120 }, (_, index) => 10 * index);
  assert.equal(await asking(often, 1300), 'too-early');
  assert.equal(await asking(often, 1300, 5), undefined);
});

test('more answers than queries, until the owner disconnects', async () => {
  const { stage, node, arrive, written } = toyStage();
  arrive(10, Uint8Array.of(5, 5, 5));
  arrive(20, Uint8Array.of(0x12, 0, 0, 0, 1, 0x78));
  await tellUnasked(stage, node);
  assert.equal(written.length, 19);
});
