/** Which failures an expectations file excuses, and when its entries are stale. Leaves out files (src/cli/run.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../lib/errors.ts';
import { type ScenarioRecord, readTags } from './catalogue.ts';
import { type Expectation, expectationOf, readExpectations, staleEntries } from './expectations.ts';
import { blankResult, type ScenarioResult } from './result.ts';

const record: ScenarioRecord = {
  ...readTags(['@JOB-JOIN-001', '@must', '@owner', '@framing']),
  id: 'job/020-join/a',
  outline: 'job/020-join/a',
  name: 'A',
  rule: null,
  protocol: 'job',
  uri: 'features/job/020-join.feature',
  line: 3,
  steps: [],
  tags: [],
};
const passed = blankResult(record, { axis: 'whole', world: 'sim', repetition: 1 }, 1, {});
const failed: ScenarioResult = { ...passed, verdict: 'failed', code: 'missing-reject', reason: 'no Reject' };
const entry: Expectation = { scenario: 'job/020-join/a', outcome: 'fail', reason: 'known' };
const today = '2026-11-24';

function whyStale(expectation: Expectation, ...results: readonly ScenarioResult[]): string | undefined {
  return staleEntries([expectation], results, [record], today)[0]?.why;
}

test('a failure that is known is excused, another is not', () => {
  assert.equal(expectationOf([entry], failed), entry);
  assert.equal(expectationOf([entry], passed), undefined);
  assert.equal(expectationOf([{ ...entry, axis: 'single' }], failed), undefined);
  assert.equal(
    expectationOf([{ ...entry, scenario: 'job/020-join' }], { ...failed, scenario: 'job/020-joining/b' }),
    undefined,
  );
});

test('the address of an outline stands for its rows', () => {
  assert.equal(expectationOf([entry], { ...failed, scenario: 'job/020-join/a/2' }), entry);
});

test('an entry is good while it fails as it says', () => {
  assert.equal(whyStale(entry, failed), undefined);
  assert.equal(whyStale({ ...entry, signature: 'missing-reject', until: today }, failed), undefined);
  assert.equal(whyStale(entry, failed, { ...passed, axis: 'single' }), undefined);
});

test('an entry is stale when it passes, fails otherwise, names nothing or is past its day', () => {
  assert.equal(whyStale(entry, passed), 'it passes');
  assert.equal(whyStale({ ...entry, signature: 'other' }, failed), 'it fails with missing-reject instead of other');
  assert.equal(whyStale({ ...entry, scenario: 'job/020-join/b' }, failed), 'there is no such scenario');
  assert.equal(whyStale({ ...entry, until: '2026-11-23' }, failed), 'it was good until 2026-11-23');
});

test('a flaky one may pass and fail, but not otherwise', () => {
  assert.equal(whyStale({ ...entry, outcome: 'flaky' }, passed), undefined);
  assert.equal(
    whyStale({ ...entry, outcome: 'flaky', signature: 'other' }, failed),
    'it fails with missing-reject instead of other',
  );
});

test('what did not run, or came to no verdict, says nothing about its entry', () => {
  assert.equal(whyStale(entry), undefined);
  assert.equal(whyStale(entry, { ...passed, verdict: 'skipped' }), undefined);
});

const wrongFiles: readonly (readonly [text: string, sentence: RegExp])[] = [
  ['{', /f\.json is no JSON/],
  ['{}', /must hold a list/],
  ['[7]', /entry 1: must be an object/],
  ['[{"scenario": "a", "outcome": "fail"}]', /entry 1: "reason" must be a text/],
  ['[{"scenario": "a", "outcome": "pass", "reason": "r"}]', /"outcome" must be "fail" or "flaky"/],
  ['[{"scenario": "a", "outcome": "fail", "reason": "r", "axis": "half"}]', /no axis "half"/],
  ['[{"scenario": "a", "outcome": "fail", "reason": "r", "until": "2026-13-01"}]', /"until" must be a day/],
  ['[{"scenario": "a", "outcome": "fail", "reason": "r", "until": "2026-02-31"}]', /"until" must be a day/],
  ['[{"scenario": "a", "outcome": "fail", "reason": "r", "max": "1"}]', /unknown field "max"/],
];

for (const [text, sentence] of wrongFiles) {
  test(`a wrong file is told: ${text}`, () => {
    assert.throws(
      () => readExpectations(text, 'f.json'),
      (error) => error instanceof UsageError && sentence.test(error.message),
    );
  });
}

test('a good file is read', () => {
  assert.deepEqual(readExpectations(JSON.stringify([{ ...entry, until: '2026-02-28' }]), 'f'), [
    { ...entry, until: '2026-02-28' },
  ]);
});
