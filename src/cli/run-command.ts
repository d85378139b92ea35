/**
 * The commands `run` and `quick`: one run for each protocol that is asked for. Leaves out what a run does (run.ts).
 * Source: DESIGN "Command line".
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Command } from 'commander';
import { exitCodes, worstExit } from '../check/summary.ts';
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
  const protocols = await protocolsOf(filters, options);
  if (protocols.length === 1) return run(filters, { ...options, protocol: protocols[0] ?? '' }, quick);
  const codes: number[] = [];
  for (const protocol of protocols) codes.push(await runApart(protocol));
  return worstExit(codes);
}

/** The same command for one protocol, in a process of its own: what Cucumber has loaded once it does not load again. */
async function runApart(protocol: string): Promise<number> {
  const args = [...process.execArgv, ...process.argv.slice(1), '--protocol', protocol];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const hand = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, hand);
  const [code] = (await once(child, 'exit')) as [number | null];
  for (const signal of signals) process.off(signal, hand);
  return code ?? exitCodes.fault;
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
