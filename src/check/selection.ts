/**
 * Which scenarios run, on which axes, how often, and which of them a subject has no need to show.
 * Leaves out running them. Source: DESIGN "Command line"; harness.md "filters never need shell quoting".
 */
import type { RequirementLevel } from '../lib/requirement.ts';
import type { ScenarioRecord } from './catalogue.ts';
import type { Axis } from './axis.ts';
import type { Subject, WorldName } from './world.ts';

/** The axes in the order they run. */
export const axes: readonly Axis[] = ['whole', 'single', 'cut-header', 'cut-body', 'joined'];

export interface Wanted {
  /** Prefixes of addresses or of requirement ids; none wants all. */
  readonly filters: readonly string[];
  readonly levels: readonly RequirementLevel[];
  readonly quick: boolean;
}

/** One run of one scenario. */
export interface PlanEntry {
  readonly scenario: string;
  readonly axis: Axis;
  readonly world: WorldName;
  readonly repetition: number;
}

/** A row of an outline, which is never the beginning of another row: `job/020-join/owner-accepts/1`. */
const ROW = /^[^/]+\/[^/]+\/[^/]+\/\d+$/;

/** Whether `filter` is the beginning of this scenario's address or of its requirement's id. */
export function matchesFilter(record: ScenarioRecord, filter: string): boolean {
  const address = filter.replace(/\/+$/, '');
  if (record.id === address || (!ROW.test(address) && record.id.startsWith(filter))) return true;
  return record.requirements.some((id) => id.startsWith(filter));
}

/** The records that are wanted, in their order. */
export function select(records: readonly ScenarioRecord[], wanted: Wanted): readonly ScenarioRecord[] {
  return records.filter(
    (record) =>
      (wanted.filters.length === 0 || wanted.filters.some((filter) => matchesFilter(record, filter))) &&
      (wanted.levels.length === 0 || record.levels.some((level) => wanted.levels.includes(level))) &&
      (!wanted.quick || record.quick),
  );
}

/** Filters that match nothing at all; a mistyped one must not pass for a smaller run. */
export function deadFilters(records: readonly ScenarioRecord[], filters: readonly string[]): readonly string[] {
  return filters.filter((filter) => !records.some((record) => matchesFilter(record, filter)));
}

/** World by world; in each the whole axis of everything first, then axis by axis what frames; repetitions outermost. */
export function planOf(
  selected: readonly ScenarioRecord[],
  worlds: readonly WorldName[],
  repeat: number,
  onlyAxes: readonly Axis[] = axes,
): readonly PlanEntry[] {
  const plan: PlanEntry[] = [];
  for (const world of worlds) {
    for (let repetition = 1; repetition <= repeat; repetition++) {
      for (const axis of onlyAxes) {
        for (const record of selected) {
          if (axis === 'whole' || record.framing) plan.push({ scenario: record.id, axis, world, repetition });
        }
      }
    }
  }
  return plan;
}

/** Why a subject need not show this scenario, or null. The sentences are for people. */
export function skipReason(
  record: ScenarioRecord,
  subject: Pick<Subject['hello'], 'roles' | 'claims'>,
  world: WorldName,
  profile: Readonly<Record<string, string>>,
): string | null {
  const foreign = record.profile.find(({ option, value }) => profile[option] !== value);
  if (foreign !== undefined) return `for profile ${foreign.option}=${foreign.value} only`;
  if (world === 'target' && record.needsAdapter) return 'needs an adapter';
  const side = record.sides.find((role) => !subject.roles.includes(role));
  if (side !== undefined) return `the subject has no role ${side}`;
  const claim = record.claims.find((option) => !subject.claims.includes(option));
  return claim === undefined ? null : `the subject does not claim ${claim}`;
}
