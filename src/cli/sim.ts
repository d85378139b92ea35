/**
 * `wireproof sim`: many nodes of a protocol in the simulator, seed after seed, with faults that heal, until all must be as it should.
 *
 * Every failing seed and one passing seed in twenty are run twice, and their trace hashes compared.
 * Leaves out the runs themselves (sim-protocols.ts). Source: DESIGN "Command line".
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodes } from '../check/summary.ts';
import { UsageError } from '../lib/errors.ts';
import { simProtocols, type SimProtocolName, type SimResult } from './sim-protocols.ts';

interface SeedRange {
  readonly first: number;
  readonly last: number;
}

interface SimOptions {
  readonly protocol: SimProtocolName;
  readonly nodes: number;
  readonly seeds: SeedRange;
  /** Absent: all. */
  readonly faults?: readonly string[];
  readonly format: 'text' | 'json';
  readonly trace?: true;
}

/** A seed's result, and whether a second run gave another hash. */
interface SeedOutcome {
  readonly seed: number;
  readonly result: SimResult;
  readonly problems: readonly string[];
  readonly isRunTwice: boolean;
}

const NODES_MAX = 1000;
const SEED_MAX = 2 ** 32 - 1;
const AGAIN_EVERY = 20;
const PROBLEMS_SHOWN = 20;

/** The command. Sets the process's exit code: 0 all seeds passed, 1 one did not. */
export function simCommand(): Command {
  return new Command('sim')
    .addOption(
      new Option('--protocol <name>', 'the protocol')
        .env('WIREPROOF_PROTOCOL')
        .choices(Object.keys(simProtocols))
        .default('job'),
    )
    .addOption(
      new Option('--nodes <number>', 'nodes; a job run has an owner beside them')
        .env('WIREPROOF_SIM_NODES')
        .argParser((text) => integer(text, 1, NODES_MAX))
        .default(20),
    )
    .addOption(
      new Option('--seeds <a..b>', 'the seeds to run, both ends included')
        .env('WIREPROOF_SIM_SEEDS')
        .argParser(readSeeds)
        .default({ first: 1, last: 20 }, '1..20'),
    )
    .addOption(
      new Option('--faults <families>', 'which may happen, with commas between (default: all); or none')
        .env('WIREPROOF_SIM_FAULTS')
        .argParser((text) => (text === 'none' ? [] : text.split(','))),
    )
    .addOption(
      new Option('--format <format>', 'text, or a JSON object a line')
        .env('WIREPROOF_SIM_FORMAT')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addOption(new Option('--trace', 'print every input, output and link event').env('WIREPROOF_SIM_TRACE'))
    .action((options: SimOptions) => {
      process.exitCode = runSeeds({ ...options, faults: checkedFaults(options) });
    });
}

function integer(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be an integer from ${least} to ${most}.`);
}

function readSeeds(text: string): SeedRange {
  const [first = '', last = first, ...rest] = text.split('..');
  const range = { first: integer(first, 0, SEED_MAX), last: integer(last, 0, SEED_MAX) };
  if (rest.length === 0 && range.first <= range.last) return range;
  throw new InvalidArgumentError('It must be two numbers like 1..200, the smaller one first.');
}

function checkedFaults({ protocol, faults }: SimOptions): readonly string[] {
  const { families } = simProtocols[protocol];
  const unknown = faults?.find((word) => !families.includes(word));
  if (unknown !== undefined)
    throw new UsageError(`there is no family of faults "${unknown}" for ${protocol}; there are ${families.join(', ')}`);
  return faults ?? families;
}

/** Options whose faults are known. */
type Checked = SimOptions & { readonly faults: readonly string[] };

function runSeeds(options: Checked): number {
  const { first, last } = options.seeds;
  const failed: number[] = [];
  for (let seed = first; seed <= last; seed += 1) {
    showProgress(`seed ${seed} of ${first}..${last}, ${failed.length} failed`);
    const outcome = runSeed(seed, options);
    showProgress('');
    print(options, outcome);
    if (outcome.problems.length > 0) failed.push(seed);
  }
  printSummary(options, failed);
  return failed.length === 0 ? exitCodes.conformant : exitCodes.failed;
}

function runSeed(seed: number, options: Checked): SeedOutcome {
  const { protocol, nodes, faults, trace } = options;
  const run = (): SimResult => simProtocols[protocol].run(seed, nodes, faults, trace === true);
  const result = run();
  const isRunTwice = result.problems.length > 0 || seed % AGAIN_EVERY === 0;
  const second = isRunTwice ? run() : result;
  const isSame = second.hash === result.hash;
  const problems = isSame ? result.problems : [...result.problems, `a second run gave another trace: ${second.hash}`];
  return { seed, result, problems, isRunTwice };
}

function print(options: Checked, outcome: SeedOutcome): void {
  if (options.trace === true) process.stdout.write(outcome.result.lines.map((line) => `${line}\n`).join(''));
  process.stdout.write(options.format === 'json' ? jsonOf(outcome) : textOf(outcome));
}

function jsonOf({ seed, result, problems, isRunTwice }: SeedOutcome): string {
  const { families, counts, eventCount, virtualUs, hash } = result;
  const verdict = problems.length === 0 ? 'passed' : 'failed';
  const line = { seed, verdict, faults: families, ...counts, events: eventCount, virtualUs, hash };
  return `${JSON.stringify({ ...line, runTwice: isRunTwice, problems })}\n`;
}

function textOf({ seed, result, problems, isRunTwice }: SeedOutcome): string {
  const { families, text, eventCount, virtualUs, hash } = result;
  const faults = families.length === 0 ? 'no faults' : families.join('+');
  const size = `${eventCount} events in ${Math.round(virtualUs / 1_000_000)} virtual seconds`;
  const verdict = problems.length === 0 ? 'passed' : 'FAILED';
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => `  ${problem}\n`);
  return `seed ${seed} ${verdict}  ${text}; ${size}; ${faults}; hash ${hash}${isRunTwice ? ', twice' : ''}\n${shown.join('')}`;
}

function printSummary(options: Checked, failed: readonly number[]): void {
  const { first, last } = options.seeds;
  const total = last - first + 1;
  const replay = failed[0] === undefined ? null : replayOf(options, failed[0]);
  if (options.format === 'json') {
    const summary = { protocol: options.protocol, nodes: options.nodes, seeds: total, failed: failed.length, replay };
    process.stdout.write(`${JSON.stringify({ summary })}\n`);
    return;
  }
  process.stdout.write(`${total} seeds, ${total - failed.length} passed, ${failed.length} failed\n`);
  if (replay !== null) process.stdout.write(`first failure: ${replay}\n`);
}

function replayOf({ protocol, nodes, faults }: Checked, seed: number): string {
  const chosen =
    faults.length === simProtocols[protocol].families.length
      ? ''
      : ` --faults ${faults.length === 0 ? 'none' : faults.join(',')}`;
  return `wireproof sim --protocol ${protocol} --nodes ${nodes} --seeds ${seed}..${seed}${chosen} --trace`;
}

/** One line that overwrites itself, on a terminal only. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}
