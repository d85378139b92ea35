/**
 * What a whole run of the catalogue comes to, as text: each fault by name, then by requirement, then the figures.
 * Leaves out running (suite.ts) and the threshold (main.ts).
 */
import type { Requirement } from '../lib/requirement.ts';
import type { Mutant } from './mutant.ts';
import type { Reaction } from './suite.ts';

export interface Result {
  /** Whose fault it is: `reference` or the example's folder. */
  readonly subject: string;
  readonly mutant: Mutant;
  readonly reaction: Reaction;
}

/** One line about one fault; `!` marks a stray. */
export function resultLine({ subject, mutant, reaction }: Result, stray: boolean): string {
  const { outcome, requirements, scenarios, tail } = reaction;
  const head = `${outcome === 'killed' ? 'killed' : outcome.toUpperCase()}${stray ? '!' : ' '}`.padEnd(9);
  const line = `${head} ${mutant.name} (${mutant.requirement}, ${subject})`;
  if (outcome === 'killed')
    return `${line} by ${requirements.join(' ')}, ${scenarios.length} of ${reaction.ran} verdicts`;
  return `${line}: ${mutant.what}${outcome === 'alive' ? '' : `\n${tail.replace(/^/gm, '    ')}`}`;
}

/**
 * Whether a fault was noticed, but by no scenario of what it breaks. A fault names an id, or, like those of the examples, a place of
 * the page: `D-16, D-26`. One that names a section only is never a stray.
 */
export function isStray(requirements: readonly Requirement[], { mutant, reaction }: Result): boolean {
  if (reaction.outcome !== 'killed') return false;
  if (/^[A-Z]+-[A-Z]+-\d+$/.test(mutant.requirement)) return !reaction.requirements.includes(mutant.requirement);
  const places = decisionsOf(mutant.requirement);
  const killers = requirements.filter(({ id }) => reaction.requirements.includes(id));
  const seen = new Set(killers.flatMap(({ source }) => decisionsOf(source)));
  return places.length > 0 && !places.some((place) => seen.has(place));
}

function decisionsOf(text: string): string[] {
  return text.match(/\bD-\d+\b/g) ?? [];
}

/** A line for each requirement that a fault breaks: how many were noticed, and which were not. */
export function requirementLines(results: readonly Result[]): string[] {
  const ids = [...new Set(results.map(({ mutant }) => mutant.requirement))].sort();
  return ids.map((id) => {
    const own = results.filter(({ mutant }) => mutant.requirement === id);
    const alive = own.filter(({ reaction }) => reaction.outcome !== 'killed').map(({ mutant }) => mutant.name);
    return `${id}  ${own.length - alive.length} of ${own.length} killed${alive.length > 0 ? `; alive: ${alive.join(', ')}` : ''}`;
  });
}

/** The MUSTs for which no fault is killed by their own scenarios alone: nothing shows that these scenarios are needed. */
export function mustsWithoutOwnFault(requirements: readonly Requirement[], results: readonly Result[]): Requirement[] {
  const own = new Set(
    results
      .map(({ reaction }) => reaction.requirements)
      .filter((killers) => killers.length === 1)
      .flat(),
  );
  return requirements.filter(({ id, level, untested }) => level === 'must' && untested === undefined && !own.has(id));
}
