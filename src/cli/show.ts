/** `wireproof show ID`: everything about one scenario, or one requirement. Leaves out running it. Source: DESIGN "Command line". */
import { Command } from 'commander';
import type { ScenarioRecord } from '../check/catalogue.ts';
import { exitCodes } from '../check/summary.ts';
import { select, wantedAll } from '../check/selection.ts';
import type { Requirement } from '../lib/requirement.ts';
import { axesOf, recordsOf } from './list.ts';
import { protocolOption, suiteOption } from './options.ts';
import { loadSuite, protocolsOf } from './suite.ts';

interface ShowOptions {
  readonly protocol?: string;
  readonly suite?: string;
}

/** The command. Sets the process's exit code. */
export function showCommand(): Command {
  return new Command('show')
    .argument('<id>', 'the address of a scenario or the id of a requirement')
    .addOption(protocolOption('all'))
    .addOption(suiteOption())
    .action(async (id: string, options: ShowOptions) => {
      process.exitCode = await show(id, options);
    });
}

async function show(id: string, options: ShowOptions): Promise<number> {
  const records = select(await recordsOf(options), { ...wantedAll, filters: [id] });
  const protocols = protocolsOf(await loadSuite(options.suite), options.protocol);
  const requirements = (await Promise.all(protocols.map(([, protocol]) => protocol.requirements()))).flat();
  const requirement = requirements.find((other) => other.id === id);
  if (records.length === 0 && requirement === undefined) {
    const where = options.protocol === undefined ? '' : ` in protocol ${options.protocol}`;
    process.stderr.write(`wireproof: there is no scenario or requirement "${id}"${where}\n`);
    return exitCodes.inconclusive;
  }
  const texts = records.map((record) => scenarioText(record, requirements));
  const untested =
    records.length === 0 && requirement !== undefined
      ? [`${requirementText(requirement)}\nuntested ${requirement.untested ?? ''}`]
      : [];
  process.stdout.write(`${[...texts, ...untested].join('\n\n')}\n`);
  return exitCodes.conformant;
}

function requirementText({ id, level, side, sentence, source }: Requirement): string {
  return `${level.padEnd(8)} ${id}, for the ${side}: "${sentence}"\nsource   ${source}`;
}

function scenarioText(record: ScenarioRecord, requirements: readonly Requirement[]): string {
  const requirement = requirements.find(({ id }) => id === record.requirements[0]);
  return [
    record.id,
    `name     ${record.name}`,
    ...(record.rule === null ? [] : [`rule     ${record.rule}`]),
    ...(requirement === undefined ? [] : [requirementText(requirement)]),
    `needs    ${needsText(record)}`,
    `axes     ${axesOf(record).join(', ')}`,
    ...(record.hardening ? ['beyond   the original, which may fail it'] : []),
    `at       ${record.uri}:${record.line}`,
    ...record.steps.map((step) => `         ${step}`),
  ].join('\n');
}

function needsText({ sides, needsAdapter, claims, profile }: ScenarioRecord): string {
  return [
    ...sides.map((side) => `role ${side}`),
    ...(needsAdapter ? ['an adapter'] : []),
    ...claims.map((claim) => `claim ${claim}`),
    ...profile.map(({ option, value }) => `profile ${option}=${value}`),
  ].join(', ');
}
