/**
 * What one run works with, and how it names its results to people. Leaves out making it (run.ts) and ending it (finish-run.ts).
 */
import type { ScenarioRecord } from '../check/catalogue.ts';
import type { Expectation } from '../check/expectations.ts';
import { resultLine } from '../check/report-json.ts';
import { failureText } from '../check/report-text.ts';
import type { ScenarioResult } from '../check/result.ts';
import type { PlanEntry } from '../check/selection.ts';
import type { RunSettings } from '../check/settings.ts';
import type { WorldName } from '../check/world.ts';
import { defaultExpectationsFile } from '../host/expectations-file.ts';
import type { FeatureFile } from '../host/feature-files.ts';
import type { ReportFolder } from '../host/report-folder.ts';
import type { Requirement } from '../lib/requirement.ts';
import type { RunOptions } from './options.ts';
import { failureFolder, hasFolder } from './run-reports.ts';
import type { Suite } from './suite.ts';

/** What one run works with, from its options to its report. */
export interface RunJob {
  readonly options: RunOptions;
  readonly suite: Suite;
  readonly requirements: readonly Requirement[];
  readonly files: readonly FeatureFile[];
  /** Every scenario of the protocol. */
  readonly canonical: readonly ScenarioRecord[];
  readonly selected: readonly ScenarioRecord[];
  readonly plan: readonly PlanEntry[];
  readonly worlds: readonly WorldName[];
  readonly settings: RunSettings;
  readonly expectations: readonly Expectation[];
  readonly filters: readonly string[];
}

/** A failing result as text. */
export function textOf(job: RunJob, folder: ReportFolder, result: ScenarioResult): string {
  return failureText(result, {
    requirement: job.requirements.find(({ id }) => id === result.requirement),
    expectations: job.expectations,
    expectationsFile: job.options.expectations ?? defaultExpectationsFile,
    replay: replayOf(job, folder, result),
  });
}

/** A result as its JSON line. */
export function lineOf(job: RunJob, folder: ReportFolder, result: ScenarioResult): string {
  return resultLine(result, replayOf(job, folder, result));
}

/** The command that shows a result again: from its files where they are kept, else by running it once more. */
function replayOf({ options }: RunJob, folder: ReportFolder, result: ScenarioResult): string {
  if (hasFolder(result)) return `wireproof replay ${folder.path}/${failureFolder(result)}`;
  const { scenario, world, axis, seed, profile } = result;
  const subject = {
    adapter: `--adapter '${(options.adapter ?? '').replaceAll("'", String.raw`'\''`)}'`,
    target: `--target ${options.target?.host ?? ''}:${options.target?.port ?? ''}`,
  };
  const where = (subject as Readonly<Record<string, string>>)[world] ?? `--world ${world}`;
  const options_ = Object.entries(options.profile).map(([name]) => ` --profile ${name}=${profile[name] ?? ''}`);
  return `wireproof run ${scenario} ${where} --axis ${axis} --seed ${seed}${options_.join('')}`;
}
