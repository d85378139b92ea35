/**
 * Known failures: what `wireproof-expectations.json` says, whether it is still true, and which results it excuses.
 * An entry that fails in another way, passes, names nothing or is past its date is stale, and excuses nobody silently: the run says so.
 * Leaves out files and the date of today. Source: DESIGN "Worlds, targets, verdicts"; harness.md 2.11.
 */
import { UsageError } from '../lib/errors.ts';
import type { ScenarioRecord } from './catalogue.ts';
import type { ScenarioResult } from './result.ts';
import { axes } from './selection.ts';

export interface Expectation {
  /** Address of a scenario; an outline's address stands for all of its rows. */
  readonly scenario: string;
  /** Absent: every axis. */
  readonly axis?: string;
  /** `flaky` may pass and may fail. */
  readonly outcome: 'fail' | 'flaky';
  /** The code of the failure, as failure text and reports show it; absent: any. */
  readonly signature?: string;
  readonly reason: string;
  /** The last day, UTC, on which this holds: `2026-12-31`. */
  readonly until?: string;
}

/** An entry that is not true any more, and why, as a sentence. */
export interface StaleEntry {
  readonly entry: Expectation;
  readonly why: string;
}

const FIELDS = ['scenario', 'axis', 'outcome', 'signature', 'reason', 'until'];
const DAY = /^\d{4}-(\d{2})-(\d{2})$/;

/** Reads the file's text. Throws UsageError with the place of the first thing that is wrong. */
export function readExpectations(text: string, file: string): readonly Expectation[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(json)) throw new UsageError(`${file} must hold a list of expectations`);
  return json.map((entry: unknown, index) => readEntry(entry, `${file}, entry ${index + 1}`));
}

function readEntry(entry: unknown, place: string): Expectation {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new UsageError(`${place}: must be an object`);
  const fields = entry as Record<string, unknown>;
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw new UsageError(`${place}: unknown field "${unknown}"`);
  for (const name of FIELDS) {
    const needed = name === 'scenario' || name === 'outcome' || name === 'reason';
    if (!isText(fields[name]) && (needed || fields[name] !== undefined))
      throw new UsageError(`${place}: "${name}" must be a text`);
  }
  const { outcome, axis, until } = fields;
  if (outcome !== 'fail' && outcome !== 'flaky') throw new UsageError(`${place}: "outcome" must be "fail" or "flaky"`);
  if (axis !== undefined && !(axes as readonly unknown[]).includes(axis))
    throw new UsageError(`${place}: there is no axis "${String(axis)}"`);
  if (until !== undefined && !isDay(until)) throw new UsageError(`${place}: "until" must be a day such as 2026-12-31`);
  return entry as Expectation;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Days as the calendar has them, February always with 29: the day is only ever compared. */
function isDay(value: unknown): boolean {
  const [, month, day] = typeof value === 'string' ? (DAY.exec(value) ?? []) : [];
  const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1];
  return days !== undefined && Number(day) >= 1 && Number(day) <= days;
}

/** Whether an entry speaks of this scenario on this axis. */
function covers(entry: Expectation, result: Pick<ScenarioResult, 'scenario' | 'axis'>): boolean {
  if (entry.axis !== undefined && entry.axis !== result.axis) return false;
  return names(entry, result.scenario);
}

function names(entry: Expectation, scenario: string): boolean {
  return scenario === entry.scenario || scenario.startsWith(`${entry.scenario}/`);
}

/** The entry that excuses a failed result, whether it is stale or not; undefined where nobody knew. */
export function expectationOf(entries: readonly Expectation[], result: ScenarioResult): Expectation | undefined {
  return result.verdict === 'failed' ? entries.find((entry) => covers(entry, result)) : undefined;
}

/**
 * Every entry that is not true any more. `today` is a day in UTC, `2026-11-24`. Entries whose scenarios did not run are only checked for
 * date and name.
 */
export function staleEntries(
  entries: readonly Expectation[],
  results: readonly ScenarioResult[],
  canonical: readonly ScenarioRecord[],
  today: string,
): readonly StaleEntry[] {
  return entries.flatMap((entry) => {
    const why = whyStale(entry, results, canonical, today);
    return why === null ? [] : [{ entry, why }];
  });
}

function whyStale(
  entry: Expectation,
  results: readonly ScenarioResult[],
  canonical: readonly ScenarioRecord[],
  today: string,
): string | null {
  const named = canonical.filter((record) => names(entry, record.id));
  if (named.length === 0) return 'there is no such scenario';
  if (entry.axis !== undefined && entry.axis !== 'whole' && !named.some((record) => record.framing))
    return `it does not run on axis ${entry.axis}`;
  if (entry.until !== undefined && today > entry.until) return `it was good until ${entry.until}`;
  const judged = results.filter(
    (result) => covers(entry, result) && (result.verdict === 'passed' || result.verdict === 'failed'),
  );
  const failed = judged.filter((result) => result.verdict === 'failed');
  const other = failed.find((result) => entry.signature !== undefined && result.code !== entry.signature);
  if (other !== undefined)
    return `it fails with ${other.code ?? 'another signature'} instead of ${entry.signature ?? 'any'}`;
  return entry.outcome === 'fail' && judged.length > 0 && failed.length === 0 ? 'it passes' : null;
}
