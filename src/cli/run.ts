/**
 * `wireproof run`: chooses scenarios and worlds, runs them, prints and writes what came of it, and gives the exit code.
 * Leaves out reading the command line (run-command.ts) and everything that its parts do.
 * Source: DESIGN "Worlds, targets, verdicts", "Command line".
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { ScenarioResult } from '../check/result.ts';
import { axes, lostText, planOf, select, type Wanted } from '../check/selection.ts';
import type { RunSettings } from '../check/settings.ts';
import { exitCodes } from '../check/summary.ts';
import type { WorldName } from '../check/world.ts';
import { loadExpectations } from '../host/expectations-file.ts';
import { readFeatures } from '../host/feature-files.ts';
import { createReportFolder, type ReportFolder } from '../host/report-folder.ts';
import { UsageError } from '../lib/errors.ts';
import { runPlan } from './cucumber-run.ts';
import { dryRun } from './dry-run.ts';
import { finishRun } from './finish-run.ts';
import type { RunOptions } from './options.ts';
import { createPresenter } from './presenter.ts';
import { lineOf, type RunJob, textOf } from './run-job.ts';
import { loadSuite, protocolOf, type Suite, type SuiteProtocol } from './suite.ts';

/** Scenarios over TCP from which on workers pay, and how many there are then. Our choice, measured on two cores. */
const WORTH_WORKERS = 40;
const TCP_WORKERS = 3;

/**
 * Runs what `filters` and `options` select, `quick` only what is @quick, and gives the exit code.
 * Throws UsageError and HostError for what cannot be run.
 */
export async function run(filters: readonly string[], options: RunOptions, quick = false): Promise<number> {
  const job = await prepare(filters, options, quick);
  const lost =
    lostText(job.canonical, wantedOf(filters, options, quick)) ?? (job.selected.length === 0 ? 'is selected' : null);
  if (lost !== null) {
    const sentence = `no scenario of protocol ${options.protocol} ${lost}`;
    process.stderr.write(`wireproof: ${sentence}; "wireproof list" shows what there is\n`);
    return exitCodes.inconclusive;
  }
  if (options.dryRun === true) return dryRun(job, process.stdout);
  return perform(job, createReportFolder(options.reports, job.settings.seed, new Date()));
}

function wantedOf(filters: readonly string[], { level, tag, without }: RunOptions, quick: boolean): Wanted {
  return { filters, levels: level, quick, tags: tag, without };
}

async function prepare(filters: readonly string[], options: RunOptions, quick: boolean): Promise<RunJob> {
  const suite = await loadSuite(options.suite);
  const protocol = protocolOf(suite, options.protocol);
  const expectations = loadExpectations(options.expectations);
  const files = readFeatures(suite.root, join(suite.features, options.protocol));
  const canonical = files.flatMap((file) => file.records);
  const worlds = worldsOf(options);
  const chosen = select(canonical, wantedOf(filters, options, quick));
  const selected =
    options.role === undefined ? chosen : chosen.filter((record) => record.sides.includes(options.role ?? ''));
  const plan = planOf(selected, worlds, options.repeat, options.axis.length === 0 ? axes : options.axis);
  const requirements = await protocol.requirements();
  const settings = settingsOf(options, suite, protocol, worlds);
  return { options, suite, requirements, files, canonical, selected, plan, worlds, settings, expectations, filters };
}

function worldsOf({ world, target, adapter }: RunOptions): readonly WorldName[] {
  if (target !== undefined) return ['target'];
  if (adapter !== undefined) return ['adapter'];
  return world === undefined ? ['sim', 'tcp'] : [world];
}

function settingsOf(
  options: RunOptions,
  suite: Suite,
  protocol: SuiteProtocol,
  worlds: readonly WorldName[],
): RunSettings {
  const { target, adapter, role } = options;
  if (role !== undefined && !protocol.roles.includes(role))
    throw new UsageError(`there is no role "${role}", only ${protocol.roles.join(', ')}`);
  if (target !== undefined && role !== undefined && !protocol.listeningRoles.includes(role)) {
    throw new UsageError(`a ${role} does not listen: it needs an adapter, an address alone is not enough`);
  }
  return {
    protocol: options.protocol,
    seed: options.seed ?? randomInt(2 ** 32),
    profile: profileOf(protocol, options.profile),
    world: worlds[0] ?? 'sim',
    sources: suite.sources,
    ...(adapter === undefined ? {} : { adapter }),
    ...(target === undefined ? {} : { target: { address: target, roles: protocol.listeningRoles } }),
  };
}

/** Every option with its value, the default where none is given. */
export function profileOf(
  { profile }: SuiteProtocol,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    const values = Object.hasOwn(profile, name) ? profile[name] : undefined;
    if (values === undefined)
      throw new UsageError(`there is no profile option "${name}", only ${Object.keys(profile).join(', ')}`);
    if (!values.includes(value))
      throw new UsageError(`profile option ${name} is ${values.join(' or ')}, not "${value}"`);
  }
  const defaults = Object.entries(profile).map(([name, values]) => [name, values[0] ?? ''] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

async function perform(job: RunJob, folder: ReportFolder): Promise<number> {
  const presenter = createPresenter(job.options.format, process.stdout, process.stderr);
  const messages = folder.lines('messages.ndjson');
  const results: ScenarioResult[] = [];
  presenter.begin(headline(job), job.plan.length);
  await runPlan({
    ...job,
    workers: job.options.workers ?? workersOf(job),
    uris: [...new Set(job.selected.map((record) => record.uri))],
    onMessage: (line) => messages.add(line),
    onResult: (result) => {
      results.push(result);
      presenter.result(
        result,
        () => textOf(job, folder, result),
        () => lineOf(job, folder, result),
      );
    },
  });
  messages.close();
  return finishRun(job, folder, presenter, results);
}

/** Over TCP most of a run is waiting, so several subjects share the time; a worker is not worth its start for a few scenarios. */
function workersOf({ plan }: RunJob): number {
  return plan.filter(({ world }) => world === 'tcp').length > WORTH_WORKERS ? TCP_WORKERS : 1;
}

function headline({ options, worlds, settings, filters }: RunJob): string {
  const where = worlds.map(
    (world) =>
      ({ adapter: options.adapter ?? '', target: settings.target?.address.host ?? '' })[world as string] ?? world,
  );
  const what = filters.length === 0 ? options.protocol : filters.join(' ');
  return `wireproof run ${what}: ${where.join(', then ')}; seed ${settings.seed}`;
}
