/**
 * What `--repeat N` shows: how often each scenario came to each verdict, and which changed. Nothing is ever retried.
 * Source: DESIGN "No retries anywhere; `--repeat N` reports a distribution".
 */
import type { ScenarioResult } from './result.ts';
import type { Verdict } from './verdict.ts';

export interface Distribution {
  readonly scenario: string;
  readonly axis: string;
  readonly world: string;
  readonly verdicts: Partial<Record<Verdict, number>>;
  /** More than one verdict. */
  readonly changed: boolean;
}

/** One entry for each scenario, axis and world, in the order of their first result. */
export function distribute(results: readonly ScenarioResult[]): readonly Distribution[] {
  const groups = new Map<string, ScenarioResult[]>();
  for (const result of results) {
    const key = `${result.scenario} ${result.axis} ${result.world}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.values()].map(distributionOf);
}

function distributionOf(group: readonly ScenarioResult[]): Distribution {
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of group) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const { scenario = '', axis = '', world = '' } = group[0] ?? {};
  return { scenario, axis, world, verdicts, changed: Object.keys(verdicts).length > 1 };
}

/** Scenarios whose verdict differs between worlds, as lines for people. Source: DESIGN sentence 4. */
export function worldDifferences(results: readonly ScenarioResult[]): readonly string[] {
  const groups = new Map<string, Map<string, Verdict>>();
  for (const { scenario, axis, repetition, world, verdict } of results) {
    const key = `${scenario} [${axis}${repetition > 1 ? `, repetition ${repetition}` : ''}]`;
    const group = groups.get(key) ?? new Map<string, Verdict>();
    groups.set(key, group.set(world, verdict));
  }
  return [...groups].flatMap(([key, group]) => {
    if (new Set(group.values()).size < 2) return [];
    return [`${key}: ${[...group].map(([world, verdict]) => `${verdict} in ${world}`).join(', ')}`];
  });
}
