/**
 * A run as one HTML page that needs nothing else: the verdict first, then what failed with all its text, then every scenario.
 * Everything that comes from outside is escaped. Leaves out scripts and anything fetched.
 */
import type { Requirement } from '../lib/requirement.ts';
import { escapeXml } from './report-junit.ts';
import { isTrouble, type ScenarioResult } from './result.ts';
import type { SummaryFacts } from './report-json.ts';

export interface PageFacts extends SummaryFacts {
  readonly title: string;
  readonly results: readonly ScenarioResult[];
  readonly requirements: readonly Requirement[];
  readonly textOf: (result: ScenarioResult) => string;
}

const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --dim: #6e7781; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .8rem; font-size: 13px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
.passed { color: var(--good); } .failed, .broke, .fault, .inconclusive { color: var(--bad); } .skipped, .na { color: var(--dim); }
.verdict { font-size: 1.1rem; } summary { cursor: pointer; } ol { margin: .3rem 0 .6rem; color: var(--dim); }
`;

/** The whole document. */
export function htmlPage(facts: PageFacts): string {
  const { title, results, summary, seed } = facts;
  const troubles = results.filter((result) => isTrouble(result.verdict));
  const tone = summary.exit === 0 ? 'passed' : 'failed';
  return [
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<h1>${escapeXml(title)}</h1>`,
    `<p class="verdict ${tone}">${escapeXml(summary.sentence)}</p>`,
    `<p>seed ${seed}, exit code ${summary.exit}, feature files ${escapeXml(facts.digest.canonical)}</p>`,
    troubles.length === 0
      ? ''
      : `<h2>What did not pass</h2>${troubles.map((result) => `<pre>${escapeXml(facts.textOf(result))}</pre>`).join('\n')}`,
    `<h2>Requirements</h2>${requirementTable(facts)}`,
    '</body></html>\n',
  ].join('\n');
}

function requirementTable({ requirements, results }: PageFacts): string {
  const rows = requirements.map((requirement) => {
    const own = results.filter((result) => result.requirement === requirement.id);
    const shown =
      own.length === 0
        ? `<span class="skipped">${escapeXml(requirement.untested ?? 'not in this run')}</span>`
        : scenarioList(own);
    const demand = `${escapeXml(requirement.sentence)}<br><small>${escapeXml(requirement.source)}</small>`;
    return rowOf(escapeXml(requirement.id), requirement.level, escapeXml(requirement.side), demand, shown);
  });
  const head = rowOf('id', 'level', 'side', 'demand', 'scenarios').replaceAll('td>', 'th>');
  return `<table><thead>${head}</thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

/** A row of cells that are HTML already. */
function rowOf(...cells: readonly string[]): string {
  return `<tr><td>${cells.join('</td><td>')}</td></tr>`;
}

function scenarioList(results: readonly ScenarioResult[]): string {
  const names = [...new Set(results.map((result) => result.scenario))];
  return names.map((name) => scenarioDetails(results.filter((result) => result.scenario === name))).join('\n');
}

function scenarioDetails(runs: readonly ScenarioResult[]): string {
  const [first] = runs;
  if (first === undefined) return '';
  const steps = first.steps.map((step) => `<li>${escapeXml(`${step.keyword} ${step.text}`)}</li>`).join('');
  const verdicts = runs.map(({ world, axis, verdict, reason }) => {
    const tone = verdict === 'n/a' ? 'na' : verdict;
    return `<span class="${tone}" title="${escapeXml(reason ?? '')}">${escapeXml(`${world} ${axis}: ${verdict}`)}</span>`;
  });
  const name = `<summary>${escapeXml(first.name)}</summary><code>${escapeXml(first.scenario)}</code>`;
  return `<details>${name}<ol>${steps}</ol></details>${verdicts.join(' · ')}`;
}
