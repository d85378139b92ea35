/**
 * The end of a run: what never came back, what the expectations say, the sums, the files, the last lines, the exit code.
 * Leaves out the run itself (run.ts).
 */
import { distribute, worldDifferences } from '../check/distribution.ts';
import { staleEntries, type StaleEntry } from '../check/expectations.ts';
import { distributionText, headWord, staleText } from '../check/report-text.ts';
import { summaryLine } from '../check/report-json.ts';
import { blankResult, isTrouble, type ScenarioResult } from '../check/result.ts';
import type { PlanEntry } from '../check/selection.ts';
import { type Summary, summarise } from '../check/summary.ts';
import { today } from '../host/expectations-file.ts';
import { digestOf } from '../host/feature-files.ts';
import type { ReportFolder } from '../host/report-folder.ts';
import type { Presenter } from './presenter.ts';
import { lineOf, type RunJob, textOf } from './run-job.ts';
import { writeRun } from './run-reports.ts';

/** Sums up, writes, prints. Throws HostError where a report cannot be written. */
export function finishRun(
  job: RunJob,
  folder: ReportFolder,
  presenter: Presenter,
  came: readonly ScenarioResult[],
): number {
  const lost = lostResults(job, came);
  for (const result of lost)
    presenter.result(
      result,
      () => textOf(job, folder, result),
      () => lineOf(job, folder, result),
    );
  const results = [...came, ...lost];
  const stale = staleEntries(job.expectations, results, job.canonical, today());
  const summary = summarise({
    results,
    expectations: job.expectations,
    stale,
    whole: isWhole(job, results),
    canonical: new Set(job.canonical.map((record) => record.outline)).size,
    unusable: unusableWorlds(job, results),
  });
  const facts = { summary, seed: job.settings.seed, reports: folder.path, digest: digestsOf(job) };
  writeRun(folder, {
    ...facts,
    title: `wireproof ${job.options.protocol}`,
    results,
    requirements: job.requirements,
    expectations: job.expectations,
    textOf: (result) => textOf(job, folder, result),
    lineOf: (result) => lineOf(job, folder, result),
  });
  presenter.end(lastLines(job, folder, results, stale, summary), summaryLine(facts));
  return summary.exit;
}

/** What was planned and never ended: a fault of the harness, one result for each. */
function lostResults(
  { plan, canonical, settings }: RunJob,
  came: readonly ScenarioResult[],
): readonly ScenarioResult[] {
  const keyOf = ({ scenario, axis, world, repetition }: PlanEntry): string =>
    `${scenario} ${axis} ${world} ${repetition}`;
  const there = new Set(came.map(keyOf));
  const records = new Map(canonical.map((record) => [record.id, record]));
  return plan.flatMap((entry) => {
    const record = records.get(entry.scenario);
    if (record === undefined || there.has(keyOf(entry))) return [];
    const blank = blankResult(record, entry, settings.seed + entry.repetition - 1, settings.profile);
    return [{ ...blank, verdict: 'fault', reason: 'the scenario never ended', code: 'harness-fault' }];
  });
}

/** The whole canonical set was asked for, on every axis, and nothing of it was out of reach for want of an adapter. */
function isWhole({ options, selected, canonical, worlds }: RunJob, results: readonly ScenarioResult[]): boolean {
  const everything = selected.length === canonical.length && options.axis.length === 0;
  return everything && !(worlds.includes('target') && results.some((result) => result.verdict === 'skipped'));
}

/** Worlds in which every scenario broke or was skipped for one and the same reason: said once, in the verdict. */
function unusableWorlds({ worlds }: RunJob, results: readonly ScenarioResult[]): readonly string[] {
  return worlds.flatMap((world) => {
    const own = results.filter((result) => result.world === world);
    const [first] = own;
    const same = own.every(
      ({ verdict, reason }) => (verdict === 'broke' || verdict === 'skipped') && reason === first?.reason,
    );
    return first === undefined || !same || first.reason === null ? [] : [`${world}: ${first.reason}`];
  });
}

function digestsOf({ files, canonical, selected }: RunJob): { readonly ran: string; readonly canonical: string } {
  const all = digestOf(files.map((file) => file.text));
  if (selected.length === canonical.length) return { ran: all, canonical: all };
  return { ran: digestOf(selected.map((record) => `${record.id}\n${record.steps.join('\n')}`)), canonical: all };
}

function lastLines(
  job: RunJob,
  folder: ReportFolder,
  results: readonly ScenarioResult[],
  stale: readonly StaleEntry[],
  summary: Summary,
): readonly string[] {
  const troubles = results.filter((result) => isTrouble(result.verdict));
  const told = unusableWorlds(job, results).length > 0;
  const ids = [
    ...new Set(
      troubles
        .filter(({ verdict }) => !told || verdict !== 'broke')
        .map((result) => `${headWord(result)}  ${result.scenario}  ${result.requirement}`),
    ),
  ];
  const differences = job.worlds.length > 1 ? worldDifferences(results) : [];
  return [
    ...worldLines(job, results),
    ...ids,
    ...stale.map(staleText),
    ...differences.map((line) => `CHANGED  ${line}`),
    ...(job.options.repeat > 1 ? distributionText(distribute(results), job.options.repeat) : []),
    summary.sentence,
    `seed ${job.settings.seed}, exit code ${summary.exit}, reports in ${folder.path}`,
  ];
}

function worldLines({ worlds }: RunJob, results: readonly ScenarioResult[]): readonly string[] {
  return worlds.map((world) => {
    const own = results.filter((result) => result.world === world && result.verdict !== 'n/a');
    const figures = ['passed', 'failed', 'skipped', 'inconclusive', 'broke', 'fault'].flatMap((verdict) => {
      const number = own.filter((result) => result.verdict === verdict).length;
      return number === 0 ? [] : [`${number} ${verdict}`];
    });
    const scenarios = new Set(own.map((result) => result.scenario)).size;
    return `${world}: ${scenarios} scenarios on their axes, ${figures.join(', ')}`;
  });
}
