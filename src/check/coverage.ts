/**
 * Requirements and scenarios, both ways: every requirement is shown by a scenario or says why not, every scenario shows exactly one
 * requirement and says its level and side. Leaves out reading either. Source: models 3.5, harness.md 5.2.
 */
import type { Requirement } from '../lib/requirement.ts';
import type { ScenarioRecord } from './catalogue.ts';

/** Every gap as a sentence; none is good. */
export function coverageGaps(
  requirements: readonly Requirement[],
  records: readonly ScenarioRecord[],
): readonly string[] {
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  return [
    ...doubles(requirements.map((requirement) => requirement.id)).map((id) => `requirement ${id} is listed twice`),
    ...doubles(records.map((record) => record.id)).map((id) => `two scenarios have the address ${id}`),
    ...requirements.flatMap((requirement) => requirementGaps(requirement, records)),
    ...records.flatMap((record) => scenarioGaps(record, byId)),
  ];
}

function doubles(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function requirementGaps(
  { id, sentence, source, untested }: Requirement,
  records: readonly ScenarioRecord[],
): readonly string[] {
  const tested = records.some((record) => record.requirements.includes(id));
  const gaps: string[] = [];
  if (sentence.trim() === '') gaps.push(`requirement ${id} has no sentence`);
  if (source.trim() === '') gaps.push(`requirement ${id} has no source`);
  if (!tested && untested === undefined) gaps.push(`requirement ${id} has neither a scenario nor a reason why not`);
  if (tested && untested !== undefined) gaps.push(`requirement ${id} has a scenario and yet says why it has none`);
  return gaps;
}

function scenarioGaps(record: ScenarioRecord, byId: ReadonlyMap<string, Requirement>): readonly string[] {
  const { id, requirements, levels, sides } = record;
  const [requirementId] = requirements;
  const gaps: string[] = [];
  if (requirements.length !== 1) gaps.push(`scenario ${id} has ${requirements.length} requirement tags, not one`);
  if (levels.length !== 1) gaps.push(`scenario ${id} has ${levels.length} level tags, not one`);
  if (sides.length !== 1) gaps.push(`scenario ${id} has ${sides.length} side tags (${sides.join(' ')}), not one`);
  if (requirementId === undefined) return gaps;
  const requirement = byId.get(requirementId);
  if (requirement === undefined)
    return [...gaps, `scenario ${id} names requirement ${requirementId}, which is not listed`];
  if (levels[0] !== requirement.level)
    gaps.push(`scenario ${id} is @${levels[0] ?? '?'}, its requirement ${requirementId} is ${requirement.level}`);
  if (requirement.side !== 'both' && sides[0] !== requirement.side) {
    gaps.push(`scenario ${id} is @${sides[0] ?? '?'}, its requirement ${requirementId} is for ${requirement.side}`);
  }
  return gaps;
}
