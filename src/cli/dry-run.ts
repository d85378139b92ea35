/**
 * `run --dry-run`: exactly what would run, and how many scenarios have each tag. Leaves out running.
 * Source: DESIGN "Command line".
 */
import type { RunJob } from './run-job.ts';
import type { Screen } from './presenter.ts';

/** Prints the plan; gives the exit code. */
export function dryRun({ plan, selected, settings }: RunJob, screen: Screen): number {
  for (const { scenario, axis, world } of plan) screen.write(`${scenario} [${axis}, ${world}]\n`);
  const tags = new Map<string, number>();
  for (const tag of selected.flatMap((record) => record.tags)) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  for (const [tag, count] of [...tags].sort()) screen.write(`${String(count).padStart(6)} ${tag}\n`);
  screen.write(`${selected.length} scenarios, ${plan.length} runs, seed ${settings.seed}\n`);
  return 0;
}
