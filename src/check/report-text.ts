/**
 * A failing scenario as text, in the order that serves whoever has to mend it: what is demanded, what was done, what was expected, what
 * came, what passed on the wire, where and with which seed, whether it is known, and the command that shows it again.
 * Leaves out colour and files. Source: DESIGN "A failure prints, in this order"; harness.md "Output of a failing case".
 */
import type { Requirement } from '../lib/requirement.ts';
import type { Distribution } from './distribution.ts';
import { type Expectation, expectationOf, type StaleEntry } from './expectations.ts';
import type { ScenarioResult, SeenLine } from './result.ts';

/** Messages shown each way. */
const LAST_MESSAGES = 3;
/** Characters of one line of the failure text; longer ones are cut. */
const LINE_WIDTH = 200;

/** What the text needs beside the result. */
export interface FailureContext {
  readonly requirement: Requirement | undefined;
  readonly expectations: readonly Expectation[];
  /** The file of expectations as it was named, whether it exists or not. */
  readonly expectationsFile: string;
  /** The command that replays the scenario. */
  readonly replay: string;
}

/** The word before a result that wants to be looked at. */
export function headWord(result: ScenarioResult): string {
  if (result.verdict !== 'failed') return result.verdict.toUpperCase();
  return { must: 'FAIL', should: 'WARN', may: 'INFO' }[result.level];
}

/** The whole text of one failing scenario, several lines, without a line end. */
export function failureText(result: ScenarioResult, context: FailureContext): string {
  const { requirement } = context;
  const lines = [
    `${headWord(result)}  ${result.scenario}  ${result.name}`,
    row(
      result.level,
      `${result.requirement} "${requirement?.sentence ?? 'not listed'}"${requirement === undefined ? '' : ` (${requirement.source})`}`,
    ),
    ...didRows(result),
    ...expectedRows(result),
    ...wireRows(result.transcript),
    row('axis', `${axisText(result)}, seed ${result.seed}, world ${result.world}${subjectText(result)}`),
    row('known?', knownText(result, context)),
    row('replay', context.replay),
  ];
  return lines.join('\n');
}

function row(label: string, text: string): string {
  return `      ${label.padEnd(10)}${text.replaceAll('\n', ' ')}`;
}

function rows(label: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => row(index === 0 ? label : '', text));
}

function didRows(result: ScenarioResult): readonly string[] {
  const done = result.steps.filter((step) => step.outcome !== 'not run');
  const place = `${result.uri}:${result.line}`;
  if (done.length === 0) return [row('did', `nothing yet (${place})`)];
  const texts = done.map((step) => `${step.keyword} ${step.text}${step.outcome === 'failed' ? '   <- here' : ''}`);
  return rows('did', [`${texts[0] ?? ''}   (${place})`, ...texts.slice(1)]);
}

function expectedRows({ failure, reason, stack, verdict }: ScenarioResult): readonly string[] {
  if (failure === null || verdict === 'fault')
    return [
      row('actual', reason ?? 'unknown'),
      ...(stack === null ? [] : rows('stack', stack.split('\n').slice(0, 8))),
    ];
  const { wrongByte } = failure;
  return [
    row('expected', failure.expected),
    row('actual', `${failure.actual}${wrongByte === undefined ? '' : `   ${wrongByteText(wrongByte)}`}`),
    row('signature', failure.code),
  ];
}

/** `first wrong byte: offset 5, 0x00, wanted 0x07` */
export function wrongByteText({
  offset,
  seen,
  wanted,
}: NonNullable<NonNullable<ScenarioResult['failure']>['wrongByte']>): string {
  return `first wrong byte: offset ${offset}, ${octet(seen)}, wanted ${wanted === undefined ? 'none' : octet(wanted)}`;
}

function octet(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

function wireRows(transcript: readonly SeenLine[]): readonly string[] {
  if (transcript.length === 0) return [row('wire', 'nothing was sent or received')];
  const lastOf = (direction: SeenLine['direction']): readonly SeenLine[] =>
    transcript.filter((line) => line.direction === direction).slice(-LAST_MESSAGES);
  const shown = new Set([...lastOf('sent'), ...lastOf('received')]);
  return rows('wire', transcript.filter((line) => shown.has(line)).map(seenText));
}

/** `   3.120 ms  1 > Join "1.0;echo"` */
export function seenText({ atUs, link, direction, text, fault }: SeenLine): string {
  const arrow = direction === 'sent' ? '>' : '<';
  const wrong = fault === undefined ? '' : `   !! ${fault}`;
  const line = `${(atUs / 1000).toFixed(3).padStart(9)} ms  ${link} ${arrow} ${text}`;
  return (line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH)}...` : line) + wrong;
}

/** In the simulator cuts are exact; over TCP a network may join what was sent apart. */
function axisText({ axis, world }: ScenarioResult): string {
  return axis === 'whole' || world === 'sim' ? axis : `${axis} (segments requested)`;
}

function subjectText({ subject }: ScenarioResult): string {
  return subject === null ? '' : `, subject ${subject.name} ${subject.version}`;
}

function knownText(result: ScenarioResult, { expectations, expectationsFile }: FailureContext): string {
  const entry = expectationOf(expectations, result);
  if (entry === undefined) return `no entry in ${expectationsFile}`;
  return `yes, ${entry.outcome} in ${expectationsFile}: ${entry.reason}`;
}

/** A stale entry in one line. */
export function staleText({ entry, why }: StaleEntry): string {
  return `STALE  ${entry.scenario}${entry.axis === undefined ? '' : ` [${entry.axis}]`}: ${why} (${entry.reason})`;
}

/** What `--repeat` found, a line for each scenario whose verdict changed, or one that says none did. */
export function distributionText(distributions: readonly Distribution[], repeat: number): readonly string[] {
  const changed = distributions.filter((distribution) => distribution.changed);
  if (changed.length === 0) return [`${repeat} repetitions, no verdict changed`];
  const lines = changed.map(({ scenario, axis, world, verdicts }) => {
    const figures = Object.entries(verdicts).map(([verdict, times]) => `${verdict} ${times}x`);
    return `CHANGED  ${scenario} [${axis}, ${world}]: ${figures.join(', ')}`;
  });
  return [...lines, `${repeat} repetitions, ${changed.length} verdicts changed`];
}
