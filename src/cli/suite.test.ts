/** The suite of this package against its requirements, and its two worlds against each other. Leaves out the harness itself. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { coverageGaps } from '../check/coverage.ts';
import { axes } from '../check/selection.ts';
import { readFeatures } from '../host/feature-files.ts';
import { ownSuite } from './suite.ts';
import { openShell } from './toy/wireproof.ts';

/** Scenarios that the job protocol has at least; an outline counts once. */
const JOB_SCENARIOS_MIN = 70;

const own = openShell({});
after(() => own.remove());

for (const [name, protocol] of Object.entries(ownSuite.protocols)) {
  const records = readFeatures(ownSuite.root, join(ownSuite.features, name)).flatMap((file) => file.records);

  test(`${name}: every requirement has its scenario, every scenario its requirement`, async () => {
    assert.deepEqual(coverageGaps(await protocol.requirements(), records), []);
  });

  test(`${name}: tags name only roles and profile options that there are`, () => {
    for (const { id, sides, profile } of records) {
      assert.ok(
        sides.every((side) => protocol.roles.includes(side)),
        `${id}: ${sides.join(' ')}`,
      );
      for (const { option, value } of profile)
        assert.ok(protocol.profile[option]?.includes(value), `${id}: ${option}=${value}`);
    }
  });

  test(`${name}: both sides have quick scenarios, and some scenarios frame`, () => {
    const quick = records.filter((record) => record.quick);
    for (const role of protocol.roles)
      assert.ok(
        quick.some(({ sides }) => sides.includes(role)),
        role,
      );
    assert.ok(records.some((record) => record.framing) && axes.length === 5);
  });
}

test('job: there are as many scenarios as were promised', () => {
  const records = readFeatures(ownSuite.root, join(ownSuite.features, 'job')).flatMap((file) => file.records);
  assert.ok(new Set(records.map((record) => record.outline)).size >= JOB_SCENARIOS_MIN);
});

test('job: the simulator and TCP come to the same verdicts, scenario by scenario, and both are good', async () => {
  const ran = await own.wireproof('run', '--protocol', 'job', '--format', 'json');
  const verdicts = new Map<string, string[]>();
  for (const { scenario, axis, world, verdict } of ran.lines().slice(0, -1)) {
    const key = `${String(scenario)} [${String(axis)}]`;
    verdicts.set(key, [...(verdicts.get(key) ?? []), `${String(world)} ${String(verdict)}`]);
  }
  const differing = [...verdicts].filter(
    ([, found]) => found.length !== 2 || new Set(found.map((text) => text.split(' ')[1])).size !== 1,
  );
  assert.deepEqual(differing, []);
  assert.deepEqual([ran.code, ran.summary()['verdict']], [0, 'conformant'], ran.err);
});
