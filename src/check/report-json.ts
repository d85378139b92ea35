/**
 * A run as JSON lines: one for each scenario and axis, then the summary. Leaves out printing.
 * Source: DESIGN "`--format json`".
 */
import type { ScenarioResult } from './result.ts';
import type { Summary } from './summary.ts';

/** The line of one result; `replay` is the command that shows it again. */
export function resultLine(result: ScenarioResult, replay: string): string {
  const { scenario, requirement, level, side, axis, world, verdict, reason } = result;
  return JSON.stringify({ scenario, requirement, level, side, axis, world, verdict, reason, replay });
}

/** What the last line and summary.json say of a run. */
export interface SummaryFacts {
  readonly summary: Summary;
  readonly seed: number;
  readonly reports: string;
  /** Digests of the scenarios that ran and of the canonical set. */
  readonly digest: { readonly ran: string; readonly canonical: string };
}

/** The last line. */
export function summaryLine({ summary, seed, reports, digest }: SummaryFacts): string {
  const { counts, verdict, sentence, exit } = summary;
  return JSON.stringify({ summary: { ...counts, verdict, sentence, seed, exit, digest, reports } });
}
