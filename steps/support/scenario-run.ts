/**
 * One scenario from its opening to its result. Leaves out Cucumber's registration (hooks.ts).
 * Source: DESIGN "Worlds, targets, verdicts".
 */
import type { GherkinDocument, Pickle, PickleStep } from '@cucumber/messages';
import { recordOf, type ScenarioRecord } from '../../src/check/catalogue.ts';
import { blankResult, isTrouble, type ScenarioResult, type SeenLine, type StepLine } from '../../src/check/result.ts';
import { type PlanEntry, skipReason } from '../../src/check/selection.ts';
import { readPlanTags, type RunSettings } from '../../src/check/settings.ts';
import { judge, type Outcome, type Phase } from '../../src/check/verdict.ts';
import type { Subject } from '../../src/check/world.ts';
import { type RecordedWorld, recordWorld } from '../../src/host/worlds/recording-world.ts';
import { InvariantError } from '../../src/lib/errors.ts';
import { toHex } from '../../src/lib/hex.ts';
import { helloIn, openIn } from './open-sources.ts';
import type { Scenario } from './scenario.ts';

/** Characters of standard error that a result keeps. */
const STDERR_MAX = 64 * 1024;

interface Run {
  readonly record: ScenarioRecord;
  readonly entry: Omit<PlanEntry, 'scenario'>;
  readonly seed: number;
  readonly steps: StepLine[];
  hello: Subject['hello'] | null;
  recorded: RecordedWorld | null;
  skip: string | null;
  phase: Phase;
  stimulated: boolean;
  error: unknown;
}

const runs = new WeakMap<Scenario, Run>();
const keywords: Record<Phase, string> = { open: '*', given: 'Given', when: 'When', then: 'Then' };
const phases: Readonly<Record<string, Phase>> = { Context: 'given', Action: 'when', Outcome: 'then' };

/** Opens the scenario's world. Gives 'skipped' where the subject need not show it; throws what opening throws, having noted it. */
export async function beginScenario(
  scenario: Scenario,
  settings: RunSettings,
  tree: GherkinDocument,
  pickle: Pickle,
): Promise<'skipped' | undefined> {
  const record = recordOf(tree, pickle);
  const entry = readPlanTags(record.tags, settings.world);
  const seed = settings.seed + entry.repetition - 1;
  const run: Run = {
    record,
    entry,
    seed,
    steps: [],
    hello: null,
    recorded: null,
    skip: null,
    phase: 'open',
    stimulated: false,
    error: undefined,
  };
  runs.set(scenario, run);
  try {
    return await open(scenario, run, settings);
  } catch (error) {
    run.error = error;
    throw error;
  }
}

async function open(scenario: Scenario, run: Run, settings: RunSettings): Promise<'skipped' | undefined> {
  const { record, entry, seed } = run;
  run.hello = await helloIn(entry.world, settings);
  run.skip = skipReason(record, run.hello, entry.world, settings.profile);
  if (run.skip !== null) return 'skipped';
  const identity = { id: `${record.id} ${entry.axis}`, seed };
  run.recorded = recordWorld(await openIn(entry.world, settings, identity), identity);
  scenario.world = run.recorded;
  scenario.axis = entry.axis;
  scenario.seed = seed;
  scenario.profile = settings.profile;
  return undefined;
}

/** Notes that a step begins, and with it perhaps a phase. */
export function beginStep(scenario: Scenario, { type, text }: PickleStep): void {
  const run = runOf(scenario);
  run.phase = phases[type ?? ''] ?? run.phase;
  if (run.phase === 'when') run.stimulated = true;
  run.steps.push({ keyword: keywords[run.phase], text, outcome: 'passed' });
}

/** Notes how it ended. */
export function endStep(scenario: Scenario, error: unknown, status: string): void {
  const run = runOf(scenario);
  const step = run.steps.pop();
  if (step !== undefined) run.steps.push({ ...step, outcome: status === 'PASSED' ? 'passed' : 'failed' });
  if (error !== undefined && error !== false) run.error ??= error;
}

/** Whether an error means no failure: the axis has no place here, or the subject does not offer what is asked. Notes it then. */
export function noteSkip(scenario: Scenario, error: unknown): boolean {
  const run = runs.get(scenario);
  if (run === undefined) return false;
  const { verdict } = outcomeOf({ ...run, error });
  if (verdict !== 'n/a' && verdict !== 'skipped') return false;
  run.error ??= error;
  return true;
}

/** Judges the scenario, closes its world and gives its result. Throws nothing for a dead subject. */
export async function endScenario(
  scenario: Scenario,
  settings: RunSettings,
  pickle: Pickle,
  status: string,
): Promise<ScenarioResult> {
  const run = runOf(scenario);
  if (run.error === undefined && run.skip === null && status !== 'PASSED') run.error = unfinished(run, pickle, status);
  const tookUs = run.recorded?.nowUs() ?? 0;
  const first = outcomeOf(run);
  const exchange = isTrouble(first.verdict) ? (run.recorded?.exchange() ?? null) : null;
  const outcome = await close(run, first);
  return {
    ...blankResult(run.record, run.entry, run.seed, settings.profile),
    subject: run.hello === null ? null : { name: run.hello.name, version: run.hello.version },
    ...outcome,
    steps: allSteps(run, pickle),
    transcript: isTrouble(outcome.verdict) ? transcriptOf(scenario) : [],
    tookUs,
    stack: outcome.verdict === 'fault' && run.error instanceof Error ? (run.error.stack ?? null) : null,
    stderr: isTrouble(outcome.verdict) ? (run.recorded?.subject.stderr() ?? '').slice(-STDERR_MAX) : '',
    exchange,
  };
}

function outcomeOf(run: Run): Outcome {
  if (run.skip !== null) return { verdict: 'skipped', reason: run.skip, code: null, failure: null, broke: false };
  const { error, phase, stimulated, record, recorded, hello } = run;
  const claims = record.claims.filter((claim) => hello?.claims.includes(claim));
  return judge({ error, phase, stimulated, death: recorded?.subject.death ?? null, claims });
}

/** A subject that does not come through the reset after its scenario broke, whatever it showed before. */
async function close(run: Run, outcome: Outcome): Promise<Outcome> {
  if (run.recorded === null) return outcome;
  const { subject } = run.recorded;
  const before = subject.death;
  try {
    await run.recorded.close();
  } catch (error) {
    run.error = error;
    return judge({ error, phase: run.phase, stimulated: run.stimulated, death: null, claims: [] });
  }
  if (outcome.verdict !== 'passed' || before !== null || subject.death === null) return outcome;
  return {
    verdict: 'broke',
    reason: `after the scenario: ${subject.death}`,
    code: 'subject-broke',
    failure: null,
    broke: true,
  };
}

/** Cucumber did not run all steps, and none of them threw: one is undefined, ambiguous or pending. */
function unfinished(run: Run, pickle: Pickle, status: string): Error {
  const last = run.steps.at(-1);
  const text = last?.outcome === 'failed' ? last.text : (pickle.steps[run.steps.length]?.text ?? 'none');
  return new InvariantError(`${status.toLowerCase()} step "${text}"`);
}

function allSteps(run: Run, pickle: Pickle): readonly StepLine[] {
  const left = pickle.steps.slice(run.steps.length);
  const rest = left.map(({ type, text }): StepLine => ({
    keyword: keywords[phases[type ?? ''] ?? 'open'],
    text,
    outcome: 'not run',
  }));
  return [...run.steps, ...rest];
}

function transcriptOf(scenario: Scenario): readonly SeenLine[] {
  const lines = scenario.probes.flatMap((probe) => probe.transcript());
  return lines.map(({ bytes, ...line }) => ({ ...line, hex: toHex(bytes) })).sort((a, b) => a.atUs - b.atUs);
}

function runOf(scenario: Scenario): Run {
  const run = runs.get(scenario);
  if (run === undefined) throw new InvariantError('a step began before its scenario');
  return run;
}
