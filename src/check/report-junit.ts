/**
 * A run as JUnit XML, a suite for each world and feature file. Known failures count as skipped, as no build should break on them.
 * Leaves out the time of day. Source: the common denominator of what build servers read.
 */
import { type Expectation, expectationOf } from './expectations.ts';
import type { ScenarioResult } from './result.ts';

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

/** The whole document. `textOf` gives the text of a failing result. */
export function junitXml(
  results: readonly ScenarioResult[],
  expectations: readonly Expectation[],
  textOf: (result: ScenarioResult) => string,
): string {
  const counted = results.filter((result) => result.verdict !== 'n/a');
  const names = [...new Set(counted.map(suiteOf))];
  const body = names.map((name) =>
    suiteXml(
      name,
      counted.filter((result) => suiteOf(result) === name),
      expectations,
      textOf,
    ),
  );
  const open = `<testsuites name="wireproof"${figures(counted, expectations)}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${body.join('')}</testsuites>\n`;
}

function suiteOf({ scenario, world }: ScenarioResult): string {
  return `${world} ${scenario.split('/').slice(0, 2).join('/')}`;
}

function kindOf(result: ScenarioResult, expectations: readonly Expectation[]): Kind {
  if (result.verdict === 'passed') return 'passed';
  if (result.verdict === 'skipped' || result.verdict === 'n/a') return 'skipped';
  if (result.verdict !== 'failed') return 'error';
  return result.level === 'must' && expectationOf(expectations, result) === undefined ? 'failure' : 'skipped';
}

function figures(results: readonly ScenarioResult[], expectations: readonly Expectation[]): string {
  const kinds = results.map((result) => kindOf(result, expectations));
  const of = (kind: Kind): number => kinds.filter((other) => other === kind).length;
  const seconds = results.reduce((sum, result) => sum + result.tookUs, 0) / 1e6;
  const kindsText = `failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
  return ` tests="${results.length}" ${kindsText} time="${seconds.toFixed(3)}"`;
}

function suiteXml(
  name: string,
  results: readonly ScenarioResult[],
  expectations: readonly Expectation[],
  textOf: (result: ScenarioResult) => string,
): string {
  const cases = results.map((result) => caseXml(result, kindOf(result, expectations), textOf));
  return `  <testsuite name="${escapeXml(name)}"${figures(results, expectations)}>\n${cases.join('')}  </testsuite>\n`;
}

function caseXml(result: ScenarioResult, kind: Kind, textOf: (result: ScenarioResult) => string): string {
  const { scenario, axis, world, repetition, tookUs } = result;
  const name = `${scenario} [${axis}${repetition > 1 ? `, ${repetition}` : ''}]`;
  const classname = escapeXml(`${world}.${result.requirement}`);
  const head = `    <testcase name="${escapeXml(name)}" classname="${classname}" time="${(tookUs / 1e6).toFixed(6)}"`;
  if (kind === 'passed') return `${head}/>\n`;
  const message = ` message="${escapeXml(result.reason ?? '')}"`;
  if (kind === 'skipped') return `${head}>\n      <skipped${message}/>\n    </testcase>\n`;
  const type = ` type="${escapeXml(result.code ?? result.verdict)}"`;
  return `${head}>\n      <${kind}${message}${type}>${escapeXml(textOf(result))}</${kind}>\n    </testcase>\n`;
}

/** Text as XML 1.0 may carry it: markup escaped, what is no character of XML replaced. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
