/**
 * What a whole run comes to: counts, exit code, one sentence. Leaves out printing.
 * Source: DESIGN "Exit codes", "conformant is printed only when the whole canonical set ran".
 */
import { outlineOf } from './catalogue.ts';
import { type Expectation, expectationOf, type StaleEntry } from './expectations.ts';
import type { ScenarioResult } from './result.ts';

/** The exit codes; where several hold, the first of `precedence` wins. */
export const exitCodes = { conformant: 0, failed: 1, usage: 2, stale: 3, broke: 4, fault: 5, inconclusive: 6 } as const;
const precedence = [5, 4, 2, 1, 3, 6] as const;

/** The exit code of several runs: that which counts most. */
export function worstExit(codes: readonly number[]): number {
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.conformant;
}

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Counts {
  /** Scenarios on axes in worlds; passed, failed, skipped, inconclusive, broke and fault add up to it. */
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inconclusive: number;
  readonly broke: number;
  readonly fault: number;
  /** Axes without a place in their scenario; in no other number. */
  readonly notApplicable: number;
  /** Failures of a SHOULD, which warn, and of a MAY, which inform; both among `failed`. */
  readonly warned: number;
  readonly informed: number;
  /** Failures that the expectations file knows, among `failed`. */
  readonly known: number;
  /** Stale entries of the expectations file. */
  readonly stale: number;
}

export interface RunFacts {
  readonly results: readonly ScenarioResult[];
  readonly expectations: readonly Expectation[];
  readonly stale: readonly StaleEntry[];
  /** Whether every scenario of the canonical set, on every axis, was asked for, and none was out of reach for want of an adapter. */
  readonly whole: boolean;
  /** How many scenarios the canonical set has. */
  readonly canonical: number;
  /** Why nothing could run at all, per world. */
  readonly unusable: readonly string[];
}

export interface Summary {
  readonly counts: Counts;
  readonly exit: ExitCode;
  /** `conformant`, `partial`, `non-conformant`, `stale expectations`, `subject broke`, `harness fault`, `inconclusive` */
  readonly verdict: string;
  /** The verdict as a sentence with its figures. */
  readonly sentence: string;
}

/** Whether a failed result counts against the subject: a MUST that nobody knew of. */
function isUnexpected(result: ScenarioResult, expectations: readonly Expectation[]): boolean {
  return result.verdict === 'failed' && result.level === 'must' && expectationOf(expectations, result) === undefined;
}

/** Adds a run up. */
export function summarise(facts: RunFacts): Summary {
  const counts = count(facts);
  const exit = exitOf(facts, counts);
  return { counts, exit, verdict: wordOf(exit, facts.whole), sentence: sentenceOf(facts, counts, exit) };
}

function count({ results, expectations, stale }: RunFacts): Counts {
  const of = (verdict: ScenarioResult['verdict']): number =>
    results.filter((result) => result.verdict === verdict).length;
  const failed = results.filter((result) => result.verdict === 'failed');
  const known = failed.filter((result) => expectationOf(expectations, result) !== undefined);
  const unknown = failed.filter((result) => !known.includes(result));
  return {
    total: results.length - of('n/a'),
    passed: of('passed'),
    failed: failed.length,
    skipped: of('skipped'),
    inconclusive: of('inconclusive'),
    broke: of('broke'),
    fault: of('fault'),
    notApplicable: of('n/a'),
    warned: unknown.filter((result) => result.level === 'should').length,
    informed: unknown.filter((result) => result.level === 'may').length,
    known: known.length,
    stale: stale.length,
  };
}

function exitOf(facts: RunFacts, counts: Counts): ExitCode {
  const holds = new Set<number>();
  if (counts.fault > 0) holds.add(exitCodes.fault);
  if (counts.broke > 0) holds.add(exitCodes.broke);
  if (facts.results.some((result) => isUnexpected(result, facts.expectations))) holds.add(exitCodes.failed);
  if (counts.stale > 0) holds.add(exitCodes.stale);
  if (counts.inconclusive > 0 || counts.passed + counts.failed === 0) holds.add(exitCodes.inconclusive);
  return precedence.find((code) => holds.has(code)) ?? exitCodes.conformant;
}

function wordOf(exit: ExitCode, whole: boolean): string {
  const words: Record<ExitCode, string> = {
    0: whole ? 'conformant' : 'partial',
    1: 'non-conformant',
    2: 'usage',
    3: 'stale expectations',
    4: 'subject broke',
    5: 'harness fault',
    6: 'inconclusive',
  };
  return words[exit];
}

function sentenceOf(facts: RunFacts, counts: Counts, exit: ExitCode): string {
  const unexpected = facts.results.filter((result) => isUnexpected(result, facts.expectations));
  const requirements = new Set(unexpected.map((result) => result.requirement));
  const sentences: Record<ExitCode, string> = {
    0: facts.whole ? 'conformant' : 'partial: nothing selected failed',
    1: `non-conformant: ${numbered(unexpected.length, 'unexpected failure')} of ${numbered(requirements.size, 'requirement')}`,
    2: 'wrong usage',
    3: `stale expectations: ${counts.stale} ${plural(counts.stale, 'entry', 'entries')} of the expectations file no longer true`,
    4: 'the subject or its adapter broke',
    5: 'fault in the harness: no verdict on the subject',
    6:
      counts.passed + counts.failed === 0 && counts.inconclusive === 0
        ? 'inconclusive: nothing ran'
        : 'inconclusive: not every scenario reached its Given',
  };
  const why = facts.unusable.length > 0 ? ` (${facts.unusable.join('; ')})` : '';
  return `${sentences[exit]}${why}; ${countsText(facts, counts)}`;
}

function numbered(number: number, noun: string): string {
  return `${number} ${plural(number, noun)}`;
}

/** `1` takes the singular. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return number === 1 ? one : many;
}

function countsText(facts: RunFacts, counts: Counts): string {
  const ran = new Set(
    facts.results
      .filter(({ verdict }) => verdict !== 'skipped' && verdict !== 'broke')
      .map((result) => outlineOf(result.scenario)),
  ).size;
  const parts = [`${ran} of ${facts.canonical} scenarios ran`, `${counts.passed} passed`, `${counts.failed} failed`];
  if (counts.known > 0) parts.push(`${counts.known} of them known`);
  if (counts.warned > 0) parts.push(`${counts.warned} ${plural(counts.warned, 'warning')} (SHOULD)`);
  if (counts.informed > 0) parts.push(`${counts.informed} ${plural(counts.informed, 'note')} (MAY)`);
  for (const name of ['skipped', 'inconclusive', 'broke', 'fault', 'stale'] as const)
    if (counts[name] > 0) parts.push(`${counts[name]} ${name}`);
  if (counts.notApplicable > 0) parts.push(`${counts.notApplicable} axes not applicable`);
  return parts.join(', ');
}
