/** Every way a scenario can end, and its verdict. Leaves out Cucumber (src/cli/run.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpectationFailed } from './failure.ts';
import { type Ending, judge, type Verdict } from './verdict.ts';
import { NotClaimed, SubjectBroke } from './world.ts';

class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const expectation = new ExpectationFailed({ expected: 'Reject', actual: 'Accept', code: 'unexpected-accept' });
const death = new SubjectBroke('the adapter exited with code 3');
const then: Ending = { error: undefined, phase: 'then', stimulated: true, death: null, claims: [] };
const given: Ending = { ...then, phase: 'given', stimulated: false };
const when: Ending = { ...then, phase: 'when' };
const open: Ending = { ...given, phase: 'open' };

const cases: readonly (readonly [name: string, ending: Ending, verdict: Verdict, broke: boolean])[] = [
  ['nothing thrown', then, 'passed', false],
  ['an expectation in a Then', { ...then, error: expectation }, 'failed', false],
  ['an expectation in a Then without any When', { ...then, stimulated: false, error: expectation }, 'failed', false],
  ['an expectation in a When', { ...when, error: expectation }, 'failed', false],
  ['an expectation in a Given', { ...given, error: expectation }, 'inconclusive', false],
  ['an expectation in a Given after a When', { ...given, stimulated: true, error: expectation }, 'failed', false],
  ['an expectation of a subject that is dead', { ...then, error: expectation, death: 'gone' }, 'failed', true],
  ['a death before the first step', { ...open, error: death }, 'broke', true],
  ['a death in a Given', { ...given, error: death }, 'broke', true],
  ['a death in a When', { ...when, error: death }, 'failed', true],
  ['a death in a Then', { ...then, error: death }, 'failed', true],
  ['a death that nobody asked for after a When', { ...then, death: 'gone' }, 'failed', true],
  ['a death that nobody asked for before any When', { ...given, death: 'gone' }, 'broke', true],
  ['what is not offered', { ...when, error: new NotClaimed('"state" is unsupported') }, 'skipped', false],
  ['what is claimed and not offered', { ...when, error: new NotClaimed('no'), claims: ['timers'] }, 'failed', false],
  ['an axis without a place', { ...when, error: new NotApplicable('nothing follows') }, 'n/a', false],
  ['a fault of ours', { ...then, error: new TypeError('x is undefined') }, 'fault', false],
  ['a fault of ours in a Given', { ...given, error: new TypeError('x is undefined') }, 'fault', false],
  ['something thrown that is no error', { ...then, error: 'text' }, 'fault', false],
];

for (const [name, ending, verdict, broke] of cases) {
  test(`${name}: ${verdict}`, () => {
    const outcome = judge(ending);
    assert.deepEqual([outcome.verdict, outcome.broke], [verdict, broke]);
    assert.equal(outcome.reason === null, verdict === 'passed', 'every verdict but passed has a reason');
  });
}

test('a failure keeps its data and its code', () => {
  const { failure, code, reason } = judge({ ...then, error: expectation });
  assert.deepEqual(failure, expectation.data);
  assert.equal(code, 'unexpected-accept');
  assert.equal(reason, 'expected Reject, but saw Accept');
});
