/**
 * Scenarios as records: their address, the one requirement they show, and what they need of a subject, all read from the Gherkin tree.
 * Leaves out parsing and files (src/host/feature-files.ts) and which of them run (selection.ts).
 * Source: models 3.5; DESIGN "Worlds, targets, verdicts".
 */
import type { RequirementLevel } from '../lib/requirement.ts';

/** What this file needs of the tree that `@cucumber/gherkin` gives. */
export interface TreeScenario {
  readonly id: string;
  readonly name: string;
  readonly keyword: string;
  readonly location: { readonly line: number };
  readonly tags: readonly { readonly name: string }[];
  readonly examples: readonly { readonly tableBody: readonly { readonly id: string }[] }[];
}

interface TreeChild {
  readonly scenario?: TreeScenario | undefined;
  readonly rule?: { readonly name: string; readonly children: readonly TreeChild[] } | undefined;
}

export interface Tree {
  readonly uri?: string | undefined;
  readonly feature?: { readonly name: string; readonly children: readonly TreeChild[] } | undefined;
}

export interface TreePickle {
  readonly name: string;
  readonly astNodeIds: readonly string[];
  readonly tags: readonly { readonly name: string }[];
  readonly steps: readonly { readonly text: string; readonly type?: string | undefined }[];
}

/** What the tags of a scenario say. `side` is the role of the subject. */
export interface ScenarioNeeds {
  readonly requirements: readonly string[];
  readonly levels: readonly RequirementLevel[];
  readonly sides: readonly string[];
  readonly framing: boolean;
  readonly quick: boolean;
  readonly needsAdapter: boolean;
  readonly claims: readonly string[];
  readonly profile: readonly { readonly option: string; readonly value: string }[];
}

/** One scenario, or one row of an outline. */
export interface ScenarioRecord extends ScenarioNeeds {
  /** `job/020-join/owner-accepts-a-join`, for a row of an outline with `/1`, `/2` ... after it. */
  readonly id: string;
  /** The id without the row. */
  readonly outline: string;
  readonly name: string;
  readonly rule: string | null;
  readonly protocol: string;
  readonly uri: string;
  readonly line: number;
  readonly steps: readonly string[];
  readonly tags: readonly string[];
}

const LEVELS: readonly string[] = ['must', 'should', 'may'];
const REQUIREMENT = /^@([A-Z]+(?:-[A-Z0-9]+)*-\d{3})$/;
const CLAIM = /^@claim-(.+)$/;
const PROFILE = /^@profile-([A-Za-z]+)-(.+)$/;
/** Tags of other kinds that a scenario may have; all that is left names a side. */
const OTHER =
  /^@(must|should|may|framing|quick|needs-adapter|claim-.+|profile-.+|axis-.+|world-.+|repetition-\d+|[A-Z].*)$/;

/** Reads the tags, in any order. A scenario of ours has exactly one requirement, level and side (coverage.ts sees to it). */
export function readTags(tags: readonly string[]): ScenarioNeeds {
  const captured = (pattern: RegExp): RegExpExecArray[] =>
    tags.map((tag) => pattern.exec(tag)).filter((match) => match !== null);
  return {
    requirements: captured(REQUIREMENT).map((match) => match[1] ?? ''),
    levels: tags.map((tag) => tag.slice(1)).filter((word): word is RequirementLevel => LEVELS.includes(word)),
    sides: tags.filter((tag) => !OTHER.test(tag)).map((tag) => tag.slice(1)),
    framing: tags.includes('@framing'),
    quick: tags.includes('@quick'),
    needsAdapter: tags.includes('@needs-adapter'),
    claims: captured(CLAIM).map((match) => match[1] ?? ''),
    profile: captured(PROFILE).map((match) => ({ option: match[1] ?? '', value: match[2] ?? '' })),
  };
}

/** The words of a scenario's name, joined by `-`: stable as long as the name is. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** `features/job/020-join.feature` gives protocol `job` and stem `020-join`. */
export function placeOf(uri: string): { readonly protocol: string; readonly stem: string } {
  const parts = uri.replaceAll('\\', '/').split('/');
  const stem = (parts.at(-1) ?? '').replace(/\.feature$/, '');
  return { protocol: parts.at(-2) ?? '', stem };
}

interface Found {
  readonly scenario: TreeScenario;
  readonly rule: string | null;
}

/** The address of a scenario without the row of an outline. */
export function outlineOf(id: string): string {
  return id.split('/').slice(0, 3).join('/');
}

/** Every scenario of a tree by the id of its node, in the order of the file. */
function scenariosOf(tree: Tree): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  const visit = (children: readonly TreeChild[], rule: string | null): void => {
    for (const child of children) {
      if (child.scenario !== undefined) found.set(child.scenario.id, { scenario: child.scenario, rule });
      if (child.rule !== undefined) visit(child.rule.children, child.rule.name);
    }
  };
  visit(tree.feature?.children ?? [], null);
  return found;
}

const known = new WeakMap<Tree, ReadonlyMap<string, Found>>();

/** The record of one pickle of `tree`. Throws nothing; a pickle of another tree has an empty name in its address. */
export function recordOf(tree: Tree, pickle: TreePickle): ScenarioRecord {
  const scenarios = known.get(tree) ?? scenariosOf(tree);
  known.set(tree, scenarios);
  const [scenarioNode = '', rowNode] = pickle.astNodeIds;
  const found = scenarios.get(scenarioNode);
  const uri = tree.uri ?? '';
  const { protocol, stem } = placeOf(uri);
  const outline = `${protocol}/${stem}/${slugOf(found?.scenario.name ?? '')}`;
  const tags = pickle.tags.map((tag) => tag.name);
  return {
    ...readTags(tags),
    id: rowNode === undefined ? outline : `${outline}/${rowOf(found, rowNode)}`,
    outline,
    name: pickle.name,
    rule: found?.rule ?? null,
    protocol,
    uri,
    line: found?.scenario.location.line ?? 0,
    steps: pickle.steps.map((step) => step.text),
    tags,
  };
}

/** The row's place among all rows of its outline, from 1. */
function rowOf(found: Found | undefined, rowNode: string): number {
  const rows = found?.scenario.examples.flatMap((example) => example.tableBody) ?? [];
  return rows.findIndex((row) => row.id === rowNode) + 1;
}
