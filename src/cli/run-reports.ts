/**
 * The files of one run, from its results. Leaves out their text (src/check/report-*.ts) and the folder (src/host/report-folder.ts).
 * Source: DESIGN "A run always writes".
 */
import { exchangeText } from '../check/exchange.ts';
import type { Expectation } from '../check/expectations.ts';
import { htmlPage } from '../check/report-html.ts';
import { summaryLine, type SummaryFacts } from '../check/report-json.ts';
import { junitXml } from '../check/report-junit.ts';
import { writeReplayFile } from '../check/replay-file.ts';
import { seenText } from '../check/report-text.ts';
import { folderNameOf, isTrouble, type ScenarioResult } from '../check/result.ts';
import type { ReportFolder } from '../host/report-folder.ts';
import type { Requirement } from '../lib/requirement.ts';

/** Where a failing scenario's files are, inside the run's folder. */
export function failureFolder(result: ScenarioResult): string {
  return `failures/${folderNameOf(result)}`;
}

/** Whether a result has a folder of its own; a subject that broke before the scenario began left nothing to keep. */
export function hasFolder({ verdict, exchange }: ScenarioResult): boolean {
  return isTrouble(verdict) && (verdict !== 'broke' || exchange !== null);
}

/** Writes the files of one failing scenario. */
export function writeFailure(folder: ReportFolder, result: ScenarioResult, text: string): void {
  const place = failureFolder(result);
  folder.write(`${place}/exchange.json`, writeReplayFile(result));
  const raw = result.exchange === null ? '' : exchangeText(result.exchange);
  folder.write(`${place}/exchange.txt`, `${result.transcript.map(seenText).join('\n')}\n\n${raw}`);
  folder.write(`${place}/failure.txt`, `${text}\n`);
  folder.write(`${place}/stderr.txt`, result.stderr);
}

export interface RunRecord extends SummaryFacts {
  readonly title: string;
  readonly results: readonly ScenarioResult[];
  readonly requirements: readonly Requirement[];
  readonly expectations: readonly Expectation[];
  readonly textOf: (result: ScenarioResult) => string;
  readonly lineOf: (result: ScenarioResult) => string;
}

/** Writes the files of the whole run. */
export function writeRun(folder: ReportFolder, record: RunRecord): void {
  const { results, expectations, textOf, lineOf } = record;
  const summary = JSON.parse(summaryLine(record)) as { readonly summary: unknown };
  folder.write('summary.json', `${JSON.stringify({ version: 1, ...(summary.summary as object) }, null, 2)}\n`);
  folder.write('results.jsonl', results.map((result) => `${lineOf(result)}\n`).join(''));
  folder.write('junit.xml', junitXml(results, expectations, textOf));
  folder.write('index.html', htmlPage(record));
  for (const result of results) if (hasFolder(result)) writeFailure(folder, result, textOf(result));
}
