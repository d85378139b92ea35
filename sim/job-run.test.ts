/** Seeds of the job protocol pass, give one hash everywhere, and a run that is not as it must be is said to be so. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OwnerEvent } from '../src/node/job/index.ts';
import { JobChecker } from './job-checker.ts';
import { families, planJobRun, type JobPlan } from './job-plan.ts';
import { runJobSeed } from './job-run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('seeds pass, each family of faults among them', () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 24; seed += 1) {
    const { problems, plan, finished } = runJobSeed(seed, 4);
    assert.deepEqual(problems, [], `seed ${seed}`);
    assert.ok(finished > 0, `seed ${seed} finished nothing`);
    for (const family of plan.families) seen.add(family);
  }
  assert.deepEqual([...seen].sort(), [...families].sort());
});

test('a second run, the reference scheduler and kept lines give the same hash; another seed does not', () => {
  const { hash } = runJobSeed(7, 5);
  assert.equal(runJobSeed(7, 5).hash, hash);
  assert.equal(runJobSeed(7, 5, { scheduler: 'reference' }).hash, hash);
  assert.equal(runJobSeed(7, 5, { keepLines: true }).hash, hash);
  assert.notEqual(runJobSeed(8, 5).hash, hash);
});

test('another process gives the same hashes', () => {
  const args = [
    '--import',
    './ts-node.mjs',
    'src/cli/main.ts',
    'sim',
    '--nodes',
    '5',
    '--seeds',
    '1..6',
    '--format',
    'json',
  ];
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.equal(child.status, 0, child.stderr);
  const theirs = child.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { hash?: string })
    .flatMap(({ hash }) => (hash === undefined ? [] : [hash]));
  assert.deepEqual(
    theirs,
    [1, 2, 3, 4, 5, 6].map((seed) => runJobSeed(seed, 5).hash),
  );
});

test('a family that is left out shifts nothing else', () => {
  const all = planJobRun(9, 5, families);
  const [first, ...rest] = all.families;
  assert.ok(first !== undefined && rest.length > 0);
  const fewer = planJobRun(9, 5, rest);
  assert.deepEqual(fewer.jobs, all.jobs);
  const without = all.networkFaults.filter((fault) => fault.kind !== first);
  assert.deepEqual(fewer.networkFaults, without);
});

/** A plan with one job that must give `x`, and what the checker says after some events. */
const check = (events: readonly OwnerEvent[], change: Partial<JobPlan> = {}, result = 'x'): readonly string[] => {
  const job = {
    ticket: 0,
    atUs: 0,
    stopAtUs: null,
    ownerFile: null,
    order: { files: [], runs: [], rets: ['r'] },
    results: [Buffer.from('x')],
  };
  const plan: JobPlan = { ...planJobRun(1, 1, []), jobs: [job], families: [], ...change };
  const checker = new JobChecker(plan);
  checker.ownerSaid({ kind: 'job-queued', ticket: 0, job: 'j' }, () => null);
  for (const event of events) checker.ownerSaid(event, () => Buffer.from(result));
  checker.checkEnd();
  return checker.problems;
};
const started: OwnerEvent = { kind: 'job-started', job: 'j', node: 'n', startedAt: '' };
const finished: OwnerEvent = { kind: 'job-finished', job: 'j', results: [{ name: 'r', path: 'p', size: 1 }] };
const failed: OwnerEvent = { kind: 'job-failed', job: 'j', reason: 'why' };
const left: OwnerEvent = { kind: 'node-left', node: 'n', reason: 'gone' };

test('the checker is content with one good end', () => {
  assert.deepEqual(check([started, finished]), []);
  assert.deepEqual(check([left, left, left, failed], { families: ['reset'] }), []);
});

const bad: readonly (readonly [string, readonly OwnerEvent[], Partial<JobPlan>, string, RegExp])[] = [
  ['no end', [started], {}, 'x', /never ended/],
  ['two ends', [finished, finished], {}, 'x', /ended 2 times/],
  ['a start after the end', [finished, started], {}, 'x', /started after its end/],
  ['four starts', [started, started, started, started, finished], {}, 'x', /started 4 times/],
  ['wrong octets', [finished], {}, 'y', /result r has 1 octets/],
  ['too few results', [{ ...finished, results: [] }], {}, 'x', /gave 0 results of 1/],
  ['failed too early', [left, left, failed], { families: ['reset'] }, 'x', /failed after 2 lost nodes/],
  ['a node lost without a fault', [left, finished], {}, 'x', /lost without a fault/],
];
for (const [name, events, change, result, wanted] of bad) {
  test(`the checker sees: ${name}`, () => assert.match(check(events, change, result).join('\n'), wanted));
}

test('the checker sees what a node leaves behind', () => {
  const seen = (...args: Parameters<JobChecker['checkNode']>): string => {
    const checker = new JobChecker(planJobRun(1, 1, []));
    checker.checkNode(...args);
    return checker.problems.join('\n');
  };
  assert.equal(seen('n', { status: 1 }, [], 0), '');
  assert.match(seen('n', { status: 4 }, [], 0), /not idle/);
  assert.match(seen('n', null, [], 0), /not running/);
  assert.match(seen('n', { status: 1 }, ['job/'], 0), /left files/);
  assert.match(seen('n', { status: 1 }, [], 1), /left 1 programs/);
});
