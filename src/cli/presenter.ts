/**
 * What a run prints while it goes on and at its end. Colour and a moving line on a terminal only; in JSON mode standard output holds
 * nothing but JSON lines, and text, if it was asked for too, goes to standard error.
 * Leaves out the texts themselves (src/check/report-*.ts). Source: DESIGN "Command line".
 */
import { headWord } from '../check/report-text.ts';
import { isTrouble, type ScenarioResult } from '../check/result.ts';
import type { Format } from './options.ts';

/** A stream that may be a terminal. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface Presenter {
  begin(headline: string, total: number): void;
  /** `text` is the failure's whole text, asked for only where it is shown; `line` the result's JSON line. */
  result(result: ScenarioResult, text: () => string, line: () => string): void;
  /** Lines for people, and the summary's JSON line. */
  end(lines: readonly string[], line: string): void;
}

const COLOURS = { good: 32, bad: 31, warn: 33, dim: 2 } as const;
type Tone = keyof typeof COLOURS;

/** A presenter for the formats asked for; none means text. */
export function createPresenter(formats: readonly Format[], out: Screen, err: Screen): Presenter {
  const json = formats.includes('json');
  const text = !json || formats.includes('text') ? createText(json ? err : out) : null;
  return {
    begin: (headline, total) => text?.begin(headline, total),
    result: (result, failure, line) => {
      text?.result(result, failure, line);
      // An axis that has no place is not counted, and has no line.
      if (json && result.verdict !== 'n/a') out.write(`${line()}\n`);
    },
    end: (lines, line) => {
      text?.end(lines, line);
      if (json) out.write(`${line}\n`);
    },
  };
}

function createText(screen: Screen): Presenter {
  const moving = screen.isTTY === true;
  const colour = moving && process.env['NO_COLOR'] === undefined;
  const paint = (tone: Tone, text: string): string => (colour ? `\u001B[${COLOURS[tone]}m${text}\u001B[0m` : text);
  const shown = new Set<string>();
  let total = 0;
  let done = 0;
  const clear = (): void => void (moving && screen.write('\r\u001B[K'));
  return {
    begin: (headline, count) => {
      total = count;
      screen.write(`${headline}\n`);
    },
    result: (result, failure) => {
      done++;
      clear();
      if (isTrouble(result.verdict)) screen.write(troubleText(result, failure, shown, paint));
      if (moving) screen.write(paint('dim', `${result.world} ${done}/${total} ${result.scenario}`));
    },
    end: (lines) => {
      clear();
      screen.write(`${lines.map((line) => paint(toneOf(line), line)).join('\n')}\n`);
    },
  };
}

/**
 * The whole text once for each scenario and signature; the same failure on a further axis or in the other world takes a line, a subject
 * that broke in the same way takes none.
 */
function troubleText(
  result: ScenarioResult,
  failure: () => string,
  shown: Set<string>,
  paint: (tone: Tone, text: string) => string,
): string {
  const broke = result.verdict === 'broke' ? `broke ${result.reason ?? ''}` : null;
  if (broke !== null && shown.has(broke)) return '';
  const key = broke ?? `${result.scenario} ${result.verdict} ${result.code ?? result.reason ?? ''}`;
  const tone = result.verdict === 'failed' && result.level !== 'must' ? 'warn' : 'bad';
  if (shown.has(key))
    return `${paint(tone, headWord(result))}  ${result.scenario}  likewise on axis ${result.axis} in world ${result.world}\n`;
  shown.add(key);
  const [head = '', ...rest] = failure().split('\n');
  return `${paint(tone, head)}\n${rest.join('\n')}\n`;
}

function toneOf(line: string): Tone {
  if (/^(FAIL|BROKE|FAULT|STALE|CHANGED|non-conformant|stale|the subject|fault)/.test(line)) return 'bad';
  if (/^(WARN|INFO|INCONCLUSIVE|inconclusive)/.test(line)) return 'warn';
  return /^(conformant|partial)/.test(line) ? 'good' : 'dim';
}
