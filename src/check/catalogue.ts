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
  /** It asks for what goes beyond the original: an original may fail it. */
  readonly hardening: boolean;
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

/** What one tag says. Tags of other kinds than these name a side. */
type TagMeaning =
  | { readonly kind: 'requirement' | 'claim' | 'side'; readonly text: string }
  | { readonly kind: 'level'; readonly level: RequirementLevel }
  | { readonly kind: 'profile'; readonly option: string; readonly value: string }
  | { readonly kind: Mark | 'plan' };

const levels: readonly RequirementLevel[] = ['must', 'should', 'may'];
const marks = ['framing', 'quick', 'needs-adapter', 'hardening'] as const;
type Mark = (typeof marks)[number];

/** The words of tags that scenarios of any protocol may have. */
export const commonTags: readonly string[] = [...levels, ...marks];

const REQUIREMENT = /^@([A-Z]+(?:-[A-Z0-9]+)*-\d{3})$/;
const CLAIM = /^@claim-(.+)$/;
const PROFILE = /^@profile-([A-Za-z]+)-(.+)$/;
/** Set by a plan on the copy of a pickle, see settings.ts. */
const PLAN = /^@(axis|world|repetition)-/;

/** There are few tags and many scenarios. */
const meanings = new Map<string, TagMeaning>();

function meaningOf(tag: string): TagMeaning {
  const meaning = meanings.get(tag) ?? readTag(tag);
  meanings.set(tag, meaning);
  return meaning;
}

function readTag(tag: string): TagMeaning {
  const word = tag.slice(1);
  const level = levels.find((other) => other === word);
  if (level !== undefined) return { kind: 'level', level };
  const mark = marks.find((other) => other === word);
  if (mark !== undefined) return { kind: mark };
  const [, requirement] = REQUIREMENT.exec(tag) ?? [];
  if (requirement !== undefined) return { kind: 'requirement', text: requirement };
  const [, claim] = CLAIM.exec(tag) ?? [];
  if (claim !== undefined) return { kind: 'claim', text: claim };
  const [, option, value] = PROFILE.exec(tag) ?? [];
  if (option !== undefined && value !== undefined) return { kind: 'profile', option, value };
  return PLAN.test(tag) ? { kind: 'plan' } : { kind: 'side', text: word };
}

/** Reads the tags, in any order. A scenario of ours has exactly one requirement, level and side (coverage.ts sees to it). */
export function readTags(tags: readonly string[]): ScenarioNeeds {
  const all = tags.map(meaningOf);
  const textsOf = (kind: 'requirement' | 'claim' | 'side'): readonly string[] =>
    all.flatMap((meaning) => (meaning.kind === kind && 'text' in meaning ? [meaning.text] : []));
  const has = (kind: TagMeaning['kind']): boolean => all.some((meaning) => meaning.kind === kind);
  return {
    requirements: textsOf('requirement'),
    levels: all.flatMap((meaning) => (meaning.kind === 'level' ? [meaning.level] : [])),
    sides: textsOf('side'),
    framing: has('framing'),
    quick: has('quick'),
    needsAdapter: has('needs-adapter'),
    hardening: has('hardening'),
    claims: textsOf('claim'),
    profile: all.flatMap((meaning) =>
      meaning.kind === 'profile' ? [{ option: meaning.option, value: meaning.value }] : [],
    ),
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

function scenarioOf(tree: Tree, pickle: Pick<TreePickle, 'astNodeIds'>): Found | undefined {
  const scenarios = known.get(tree) ?? scenariosOf(tree);
  known.set(tree, scenarios);
  return scenarios.get(pickle.astNodeIds[0] ?? '');
}

/** The address of one pickle of `tree`, with its row for an outline. A pickle of another tree has an empty name in it. */
export function addressOf(tree: Tree, pickle: Pick<TreePickle, 'astNodeIds'>): string {
  const found = scenarioOf(tree, pickle);
  const { protocol, stem } = placeOf(tree.uri ?? '');
  const outline = `${protocol}/${stem}/${slugOf(found?.scenario.name ?? '')}`;
  const [, rowNode] = pickle.astNodeIds;
  return rowNode === undefined ? outline : `${outline}/${rowOf(found, rowNode)}`;
}

/** The record of one pickle of `tree`. Throws nothing. */
export function recordOf(tree: Tree, pickle: TreePickle): ScenarioRecord {
  const found = scenarioOf(tree, pickle);
  const uri = tree.uri ?? '';
  const id = addressOf(tree, pickle);
  const tags = pickle.tags.map((tag) => tag.name);
  return {
    ...readTags(tags),
    id,
    outline: outlineOf(id),
    name: pickle.name,
    rule: found?.rule ?? null,
    protocol: placeOf(uri).protocol,
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
