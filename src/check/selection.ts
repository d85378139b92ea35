/**
 * Which scenarios run, on which axes, how often, and which of them a subject has no need to show.
 * Leaves out running them. Source: DESIGN "Command line"; harness.md "filters never need shell quoting".
 */
import type { RequirementLevel } from '../lib/requirement.ts';
import { commonTags, type ScenarioRecord } from './catalogue.ts';
import type { Axis } from './axis.ts';
import type { Subject, WorldName } from './world.ts';

/** The axes in the order they run. */
export const axes: readonly Axis[] = ['whole', 'single', 'cut-header', 'cut-body', 'joined'];

export interface Wanted {
  /** Prefixes of addresses or of requirement ids; none wants all. */
  readonly filters: readonly string[];
  readonly levels: readonly RequirementLevel[];
  readonly quick: boolean;
  /** Words of tags, with or without `@`: one of these, where there are any; and none of `without`. */
  readonly tags: readonly string[];
  readonly without: readonly string[];
}

/** Wants all there is. */
export const wantedAll: Wanted = { filters: [], levels: [], quick: false, tags: [], without: [] };

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
      (!wanted.quick || record.quick) &&
      (wanted.tags.length === 0 || wanted.tags.some((tag) => hasTag(record, tag))) &&
      !wanted.without.some((tag) => hasTag(record, tag)),
  );
}

function hasTag({ tags }: ScenarioRecord, tag: string): boolean {
  return tags.includes(`@${wordOf(tag)}`);
}

function wordOf(tag: string): string {
  return tag.replace(/^@/, '');
}

/** Filters that match nothing at all; a mistyped one must not pass for a smaller run. */
export function deadFilters(records: readonly ScenarioRecord[], filters: readonly string[]): readonly string[] {
  return filters.filter((filter) => !records.some((record) => matchesFilter(record, filter)));
}

/** Tags that no scenario has, save those that another protocol's may have; a mistyped one must not pass for a larger run. */
function deadTags(
  records: readonly ScenarioRecord[],
  { tags, without }: Pick<Wanted, 'tags' | 'without'>,
): readonly string[] {
  return [...tags, ...without].filter(
    (tag) => !commonTags.includes(wordOf(tag)) && !records.some((record) => hasTag(record, tag)),
  );
}

/** What is wanted and not there, as the end of a sentence that begins with "no scenario"; null where there is nothing to say. */
export function lostText(records: readonly ScenarioRecord[], wanted: Wanted): string | null {
  const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(', ');
  const filters = deadFilters(records, wanted.filters);
  if (filters.length > 0) return `matches ${quoted(filters)}`;
  const tags = deadTags(records, wanted);
  return tags.length > 0 ? `has the tag ${quoted(tags)}` : null;
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
