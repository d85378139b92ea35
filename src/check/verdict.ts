/**
 * What became of one scenario: the rules that turn the way it ended into a verdict.
 * Leaves out exit codes and counts (summary.ts) and known failures (expectations.ts).
 * Source: DESIGN "Worlds, targets, verdicts"; spec/adapter.md "claims".
 */
import { ExpectationFailed, type FailureData } from './failure.ts';
import { NotClaimed, SubjectBroke } from './world.ts';

/** `n/a`: the axis has no place in this scenario, nothing is counted. `fault`: the harness itself is wrong. */
export type Verdict = 'passed' | 'failed' | 'skipped' | 'inconclusive' | 'broke' | 'n/a' | 'fault';

/** Where a scenario stands. `open` comes before its first step. */
export type Phase = 'open' | 'given' | 'when' | 'then';

export interface Ending {
  /** What was thrown; undefined where nothing was. */
  readonly error: unknown;
  /** Where it was thrown. */
  readonly phase: Phase;
  /** Whether a When has begun. */
  readonly stimulated: boolean;
  /** Why the subject's process is gone, or null while it lives. */
  readonly death: string | null;
  /** Options that the scenario needs and the subject claims. */
  readonly claims: readonly string[];
}

export interface Outcome {
  readonly verdict: Verdict;
  /** A sentence without its full stop; null for `passed`. */
  readonly reason: string | null;
  /** Stable short code of what went wrong, null where nothing did. */
  readonly code: string | null;
  readonly failure: FailureData | null;
  /** Whether the subject's process died or broke the contract. */
  readonly broke: boolean;
}

const passed: Outcome = { verdict: 'passed', reason: null, code: null, failure: null, broke: false };

/** Judges an ending. Never throws. */
export function judge(ending: Ending): Outcome {
  const { error, death } = ending;
  if (error === undefined) return death === null ? passed : judgeDeath(ending, death);
  if (error instanceof ExpectationFailed) return judgeExpectation(ending, error.data);
  if (error instanceof SubjectBroke) return judgeDeath(ending, error.message);
  if (error instanceof NotClaimed) return judgeUnclaimed(ending, error.message);
  if (isNotApplicable(error)) return { ...passed, verdict: 'n/a', reason: error.message };
  return { verdict: 'fault', reason: faultText(error), code: 'harness-fault', failure: null, broke: false };
}

/** After the stimulus a death is the subject's failure, before it the scenario has shown nothing. */
function judgeDeath({ stimulated, phase }: Ending, sentence: string): Outcome {
  const verdict = stimulated ? 'failed' : 'broke';
  const failure = stimulated ? { expected: 'a subject that lives on', actual: sentence, code: 'subject-broke' } : null;
  const reason = phase === 'open' || stimulated ? sentence : `in a Given: ${sentence}`;
  return { verdict, reason, code: 'subject-broke', failure, broke: true };
}

function judgeExpectation({ stimulated, phase, death }: Ending, failure: FailureData): Outcome {
  const sentence = `expected ${failure.expected}, but saw ${failure.actual}`;
  const reason = death === null ? sentence : `${sentence}; ${death}`;
  const early = !stimulated && phase !== 'then';
  const verdict = early ? 'inconclusive' : 'failed';
  return {
    verdict,
    reason: early ? `in a Given: ${reason}` : reason,
    code: failure.code,
    failure,
    broke: death !== null,
  };
}

/** An option that was claimed and is not there is a broken promise; anything else that is missing is only not claimed. */
function judgeUnclaimed({ claims }: Ending, sentence: string): Outcome {
  if (claims.length === 0) return { ...passed, verdict: 'skipped', reason: sentence };
  const failure = {
    expected: `what the subject claims (${claims.join(', ')})`,
    actual: sentence,
    code: 'claim-unsupported',
  };
  return { verdict: 'failed', reason: `claimed, but ${sentence}`, code: failure.code, failure, broke: false };
}

/** `NotApplicable` of src/check/probe.ts; by name, so that judging needs no codec. */
function isNotApplicable(error: unknown): error is Error {
  return error instanceof Error && error.name === 'NotApplicable';
}

function faultText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
}
