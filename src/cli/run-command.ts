/** The commands `run` and `quick`. Leaves out what they do (run.ts). Source: DESIGN "Command line". */
import { Command } from 'commander';
import { addRunOptions, type RunOptions } from './options.ts';
import { run } from './run.ts';

/** `wireproof run`. Sets the process's exit code. */
export function runCommand(): Command {
  return addRunOptions(
    new Command('run').argument(
      '[filter...]',
      'addresses (job, job/020-join, ...) or requirement ids, or the beginning of one',
    ),
  ).action(async (filters: readonly string[], options: RunOptions) => {
    process.exitCode = await run(filters, options);
  });
}

/** `wireproof quick`. Sets the process's exit code. */
export function quickCommand(): Command {
  return addRunOptions(new Command('quick')).action(async (options: RunOptions) => {
    process.exitCode = await run([], options, true);
  });
}
