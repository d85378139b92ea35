/**
 * What the hooks hand to the run for one scenario on one axis in one world: data that fits into JSON.
 * Leaves out how it is judged (verdict.ts) and shown (report-*.ts).
 */
import type { RequirementLevel } from '../lib/requirement.ts';
import type { Exchange } from './exchange.ts';
import type { FailureData } from './failure.ts';
import type { Axis } from './axis.ts';
import type { ScenarioRecord } from './catalogue.ts';
import type { PlanEntry } from './selection.ts';
import type { Verdict } from './verdict.ts';
import type { WorldName } from './world.ts';

/** Media type of the attachment that carries a result in the stream of Cucumber messages. */
export const resultMediaType = 'application/vnd.wireproof.result+json';

export interface StepLine {
  /** `Given`, `When`, `Then` */
  readonly keyword: string;
  readonly text: string;
  /** `not run` are those after the one that failed. */
  readonly outcome: 'passed' | 'failed' | 'not run';
}

/** One message or piece of a conversation, for people. */
export interface SeenLine {
  readonly atUs: number;
  readonly link: number;
  readonly direction: 'sent' | 'received';
  readonly text: string;
  readonly hex: string;
  readonly fault?: string;
}

export interface ScenarioResult {
  /** Address, with its row for an outline. */
  readonly scenario: string;
  readonly name: string;
  readonly uri: string;
  readonly line: number;
  readonly requirement: string;
  readonly level: RequirementLevel;
  readonly side: string;
  readonly axis: Axis;
  readonly world: WorldName;
  /** From 1; more than one with `--repeat`. */
  readonly repetition: number;
  readonly seed: number;
  readonly profile: Readonly<Record<string, string>>;
  readonly subject: { readonly name: string; readonly version: string } | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly code: string | null;
  readonly broke: boolean;
  readonly failure: FailureData | null;
  readonly steps: readonly StepLine[];
  readonly transcript: readonly SeenLine[];
  /** How long the scenario took in its world's time. */
  readonly tookUs: number;
  /** The stack of a fault of the harness. */
  readonly stack: string | null;
  readonly stderr: string;
  /** What passed between suite and subject; only where the scenario did not pass. */
  readonly exchange: Exchange | null;
}

/** The part of a record that a result repeats. */
type Described = Pick<ScenarioRecord, 'id' | 'name' | 'uri' | 'line' | 'requirements' | 'levels' | 'sides'>;

/** The result of a scenario of which nothing is known but that it is planned: passed, with nothing done. */
export function blankResult(
  record: Described,
  { axis, world, repetition }: Omit<PlanEntry, 'scenario'>,
  seed: number,
  profile: Readonly<Record<string, string>>,
): ScenarioResult {
  const { id, name, uri, line, requirements, levels, sides } = record;
  return {
    ...{
      scenario: id,
      name,
      uri,
      line,
      requirement: requirements[0] ?? '',
      level: levels[0] ?? 'must',
      side: sides[0] ?? '',
    },
    ...{ axis, world, repetition, seed, profile, subject: null },
    ...{ verdict: 'passed', reason: null, code: null, broke: false, failure: null },
    ...{ steps: [], transcript: [], tookUs: 0, stack: null, stderr: '', exchange: null },
  };
}

/** Whether a result wants to be looked at by somebody. */
export function isTrouble(verdict: Verdict): boolean {
  return verdict === 'failed' || verdict === 'inconclusive' || verdict === 'broke' || verdict === 'fault';
}

/** The name of one scenario on one axis in one world, as a folder may have it. */
export function folderNameOf(result: Pick<ScenarioResult, 'scenario' | 'axis' | 'world' | 'repetition'>): string {
  const { scenario, axis, world, repetition } = result;
  const again = repetition > 1 ? `-${repetition}` : '';
  return `${scenario.replaceAll('/', '-')}-${axis}-${world}${again}`;
}
