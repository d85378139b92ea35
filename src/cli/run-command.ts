/**
 * The commands `run` and `quick`: one run for each protocol that is asked for. Leaves out what a run does (run.ts).
 * Source: DESIGN "Command line".
 */
import { Command } from 'commander';
import { worstExit } from '../check/summary.ts';
import { UsageError } from '../lib/errors.ts';
import { addRunOptions, type AskedRun } from './options.ts';
import { run } from './run.ts';
import { loadSuite, type Suite } from './suite.ts';

/** `wireproof run`. Sets the process's exit code. */
export function runCommand(): Command {
  return addRunOptions(
    new Command('run').argument(
      '[filter...]',
      'addresses (job, job/020-join, ...) or requirement ids, or the beginning of one',
    ),
  ).action(async (filters: readonly string[], options: AskedRun) => {
    process.exitCode = await runEach(filters, options, false);
  });
}

/** `wireproof quick`. Sets the process's exit code. */
export function quickCommand(): Command {
  return addRunOptions(new Command('quick')).action(async (options: AskedRun) => {
    process.exitCode = await runEach([], options, true);
  });
}

async function runEach(filters: readonly string[], options: AskedRun, quick: boolean): Promise<number> {
  const codes: number[] = [];
  for (const protocol of await protocolsOf(filters, options))
    codes.push(await run(filters, { ...options, protocol }, quick));
  return worstExit(codes);
}

/** The protocols of a run: the one that is named, or those of the filters, or all. A program under test speaks one. */
async function protocolsOf(
  filters: readonly string[],
  { protocol, suite, target, adapter }: AskedRun,
): Promise<readonly string[]> {
  if (protocol !== undefined) return [protocol];
  const { protocols } = await loadSuite(suite);
  const names = Object.keys(protocols);
  const named = filters.length === 0 ? names : await namedBy(filters, protocols);
  if (named.length > 1 && (target ?? adapter) !== undefined)
    throw new UsageError(`say which protocol it speaks: --protocol ${names.join(' or --protocol ')}`);
  return named.length === 0 ? names.slice(0, 1) : named;
}

async function namedBy(filters: readonly string[], protocols: Suite['protocols']): Promise<readonly string[]> {
  const named: string[] = [];
  for (const [name, { requirements }] of Object.entries(protocols)) {
    const texts = [`${name}/`, ...(await requirements()).map(({ id }) => id)];
    const fits = (filter: string): boolean => texts.some((text) => text.startsWith(filter) || filter.startsWith(text));
    if (filters.some(fits)) named.push(name);
  }
  return named;
}
