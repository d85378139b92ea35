/**
 * `wireproof replay PATH`: the same scenario once more over what was recorded, offline; a failure in the simulator is run again from its
 * seed. Says whether verdict and first wrong byte are the same. Leaves out the recorded world (src/check/replay-world.ts).
 * Source: DESIGN "Command line"; harness.md 2.4.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { failureText, wrongByteText } from '../check/report-text.ts';
import { resultLine } from '../check/report-json.ts';
import { isTrouble, type ScenarioResult } from '../check/result.ts';
import type { WorldName } from '../check/world.ts';
import { summarise } from '../check/summary.ts';
import { readFeatures } from '../host/feature-files.ts';
import { loadReplayFile } from '../host/replay-file.ts';
import { UsageError } from '../lib/errors.ts';
import { runPlan } from './cucumber-run.ts';
import { formatOption, type Format, suiteOption } from './options.ts';
import { loadSuite, protocolOf, type Suite } from './suite.ts';

interface ReplayOptions {
  readonly format: readonly Format[];
  readonly suite?: string;
}

/** The command. Sets the process's exit code. */
export function replayCommand(): Command {
  return new Command('replay')
    .argument('<path>', 'the folder of a failure, or its exchange.json')
    .addOption(formatOption())
    .addOption(suiteOption())
    .action(async (path: string, options: ReplayOptions) => {
      process.exitCode = await replay(path, options);
    });
}

async function replay(path: string, options: ReplayOptions): Promise<number> {
  const { result: recorded } = loadReplayFile(path);
  const suite = await loadSuite(options.suite);
  const now = await runAgain(suite, recorded);
  const command = `wireproof replay ${path}`;
  if (options.format.includes('json')) process.stdout.write(`${resultLine(now, command)}\n`);
  else process.stdout.write(`${await replayText(suite, recorded, now, command)}\n`);
  return summarise({ results: [now], expectations: [], stale: [], whole: false, canonical: 1, unusable: [] }).exit;
}

async function runAgain(suite: Suite, recorded: ScenarioResult): Promise<ScenarioResult> {
  const { scenario, axis, seed, profile, exchange } = recorded;
  const protocol = scenario.split('/')[0] ?? '';
  protocolOf(suite, protocol);
  const records = readFeatures(suite.root, join(suite.features, protocol)).flatMap((file) => file.records);
  const record = records.find(({ id }) => id === scenario);
  if (record === undefined) throw new UsageError(`the recorded scenario ${scenario} is not in this suite`);
  const world: WorldName = recorded.world === 'sim' ? 'sim' : 'replay';
  const results: ScenarioResult[] = [];
  await runPlan({
    workers: 1,
    suite,
    uris: [record.uri],
    plan: [{ scenario, axis, world, repetition: 1 }],
    settings: { protocol, seed, profile, world, sources: suite.sources, ...(exchange === null ? {} : { exchange }) },
    onResult: (result) => results.push(result),
    onMessage: () => undefined,
  });
  const [result] = results;
  if (result === undefined) throw new UsageError(`the recorded scenario ${scenario} did not run`);
  return result;
}

async function replayText(
  suite: Suite,
  recorded: ScenarioResult,
  now: ScenarioResult,
  command: string,
): Promise<string> {
  const requirements = await protocolOf(suite, recorded.scenario.split('/')[0] ?? '').requirements();
  const requirement = requirements.find(({ id }) => id === now.requirement);
  const text = failureText(now, { requirement, expectations: [], expectationsFile: 'a replay', replay: command });
  const how =
    now.world === 'sim' ? `run again with seed ${now.seed}` : `replayed what was recorded in world ${recorded.world}`;
  return [...(isTrouble(now.verdict) ? [text] : []), `${now.verdict}: ${how}`, sameness(recorded, now)].join('\n');
}

function sameness(recorded: ScenarioResult, now: ScenarioResult): string {
  if (recorded.verdict !== now.verdict)
    return `CHANGED: the recorded verdict is ${recorded.verdict} (${recorded.reason ?? 'no reason'})`;
  const [before, after] = [byteOf(recorded), byteOf(now)];
  if (before !== after) return `CHANGED: the same verdict, but recorded with ${before}, now with ${after}`;
  return `the same verdict as recorded${before === 'no wrong byte' ? '' : ` and the same ${before}`}`;
}

function byteOf({ failure }: ScenarioResult): string {
  return failure?.wrongByte === undefined ? 'no wrong byte' : wrongByteText(failure.wrongByte);
}
