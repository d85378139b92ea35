/** Counts, exit codes with their precedence, distributions. Leaves out processes (src/cli/run.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTags } from './catalogue.ts';
import { distribute, worldDifferences } from './distribution.ts';
import type { Expectation } from './expectations.ts';
import { blankResult, type ScenarioResult } from './result.ts';
import { type RunFacts, summarise } from './summary.ts';

const record = {
  ...readTags(['@JOB-JOIN-001', '@must', '@owner']),
  id: 'job/020-join/a',
  name: 'A',
  uri: 'u',
  line: 1,
};
const passed = blankResult(record, { axis: 'whole', world: 'sim', repetition: 1 }, 1, {});
const failed: ScenarioResult = { ...passed, verdict: 'failed', code: 'c', reason: 'r' };
const broke: ScenarioResult = { ...passed, verdict: 'broke', broke: true, reason: 'r' };
const fault: ScenarioResult = { ...passed, verdict: 'fault', reason: 'r' };
const inconclusive: ScenarioResult = { ...passed, verdict: 'inconclusive', reason: 'r' };
const skipped: ScenarioResult = { ...passed, verdict: 'skipped', reason: 'r' };
const entry: Expectation = { scenario: 'job/020-join/a', outcome: 'fail', reason: 'known' };
const facts: RunFacts = { results: [passed], expectations: [], stale: [], whole: true, canonical: 1, unusable: [] };
const stale = [{ entry, why: 'it passes' }];

const cases: readonly (readonly [name: string, facts: RunFacts, exit: number, verdict: string])[] = [
  ['the whole set passed', facts, 0, 'conformant'],
  ['a part passed', { ...facts, whole: false }, 0, 'partial'],
  ['skipped ones do no harm', { ...facts, results: [passed, skipped] }, 0, 'conformant'],
  ['a MUST failed', { ...facts, results: [passed, failed] }, 1, 'non-conformant'],
  ['a SHOULD failed', { ...facts, results: [passed, { ...failed, level: 'should' }] }, 0, 'conformant'],
  ['a MAY failed', { ...facts, results: [passed, { ...failed, level: 'may' }] }, 0, 'conformant'],
  ['a known failure', { ...facts, results: [failed], expectations: [entry] }, 0, 'conformant'],
  [
    'a scenario failed because the subject died',
    { ...facts, results: [{ ...failed, broke: true }] },
    1,
    'non-conformant',
  ],
  ['a stale entry', { ...facts, stale }, 3, 'stale expectations'],
  ['the subject broke', { ...facts, results: [passed, broke] }, 4, 'subject broke'],
  ['we are wrong', { ...facts, results: [passed, fault] }, 5, 'harness fault'],
  ['a Given was never reached', { ...facts, results: [passed, inconclusive] }, 6, 'inconclusive'],
  ['nothing ran', { ...facts, results: [] }, 6, 'inconclusive'],
  ['everything was skipped', { ...facts, results: [skipped] }, 6, 'inconclusive'],
  ['5 before 4', { ...facts, results: [fault, broke, failed, inconclusive], stale }, 5, 'harness fault'],
  ['4 before 1', { ...facts, results: [broke, failed, inconclusive], stale }, 4, 'subject broke'],
  ['1 before 3', { ...facts, results: [failed, inconclusive], stale }, 1, 'non-conformant'],
  ['3 before 6', { ...facts, results: [inconclusive], stale }, 3, 'stale expectations'],
];

for (const [name, given, exit, verdict] of cases) {
  test(`${name}: exit code ${exit}, ${verdict}`, () => {
    const summary = summarise(given);
    assert.deepEqual([summary.exit, summary.verdict], [exit, verdict]);
    assert.equal(
      summary.sentence.includes('conformant'),
      exit <= 1 && given.whole,
      'the word stands only where it belongs',
    );
  });
}

test('the counts of the verdicts add up, and an axis without a place is in none of them', () => {
  const results = [passed, failed, broke, fault, inconclusive, skipped, { ...passed, verdict: 'n/a' as const }];
  const { counts } = summarise({ ...facts, results });
  const sum = counts.passed + counts.failed + counts.broke + counts.fault + counts.inconclusive + counts.skipped;
  assert.deepEqual([counts.total, sum, counts.notApplicable], [6, 6, 1]);
});

test('a known failure is no warning', () => {
  const results = [{ ...failed, level: 'should' as const }];
  assert.equal(summarise({ ...facts, results }).counts.warned, 1);
  const { counts } = summarise({ ...facts, results, expectations: [entry] });
  assert.deepEqual([counts.known, counts.warned], [1, 0]);
});

test('repetitions give a distribution, and say which verdict changed', () => {
  const [one, two] = distribute([passed, { ...failed, repetition: 2 }, { ...passed, axis: 'single' }]);
  assert.deepEqual([one?.verdicts, one?.changed], [{ passed: 1, failed: 1 }, true]);
  assert.deepEqual([two?.verdicts, two?.changed], [{ passed: 1 }, false]);
});

test('a verdict that differs between worlds is told', () => {
  assert.deepEqual(worldDifferences([passed, { ...passed, world: 'tcp' }]), []);
  assert.deepEqual(worldDifferences([passed, { ...failed, world: 'tcp' }]), [
    'job/020-join/a [whole]: passed in sim, failed in tcp',
  ]);
  assert.deepEqual(worldDifferences([passed, { ...failed, world: 'tcp', axis: 'single' }]), []);
});
