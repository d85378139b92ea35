/** `wireproof list`: the scenarios that there are. Leaves out running them. Source: DESIGN "Command line". */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { ScenarioRecord } from '../check/catalogue.ts';
import { axes, lostText, select, wantedAll } from '../check/selection.ts';
import { exitCodes } from '../check/summary.ts';
import { readFeatures } from '../host/feature-files.ts';
import { addTagOptions, protocolOption, suiteOption } from './options.ts';
import { loadSuite, protocolsOf } from './suite.ts';

interface ListOptions {
  readonly protocol?: string;
  readonly suite?: string;
  readonly json?: true;
  readonly tag: readonly string[];
  readonly without: readonly string[];
}

/** The command. Sets the process's exit code. */
export function listCommand(): Command {
  return addTagOptions(new Command('list'))
    .argument('[filter...]', 'addresses or requirement ids, or the beginning of one')
    .addOption(protocolOption('all'))
    .addOption(new Option('--json', 'one JSON object a line').env('WIREPROOF_LIST_JSON'))
    .addOption(suiteOption())
    .action(async (filters: readonly string[], options: ListOptions) => {
      process.exitCode = await list(filters, options);
    });
}

async function list(filters: readonly string[], options: ListOptions): Promise<number> {
  const records = await recordsOf(options);
  const wanted = { ...wantedAll, filters, tags: options.tag, without: options.without };
  const lost = lostText(records, wanted);
  if (lost !== null) {
    const where = options.protocol === undefined ? '' : ` of protocol ${options.protocol}`;
    process.stderr.write(`wireproof: no scenario${where} ${lost}\n`);
    return exitCodes.inconclusive;
  }
  const chosen = select(records, wanted);
  const show = options.json === true ? (record: ScenarioRecord): string => JSON.stringify(listed(record)) : lineOf;
  process.stdout.write(chosen.map((record) => `${show(record)}\n`).join(''));
  return exitCodes.conformant;
}

/** Every scenario of the protocol, or of all. Throws UsageError for a protocol or a suite that is not there. */
export async function recordsOf({
  suite,
  protocol,
}: Pick<ListOptions, 'suite' | 'protocol'>): Promise<readonly ScenarioRecord[]> {
  const loaded = await loadSuite(suite);
  return protocolsOf(loaded, protocol).flatMap(([name]) =>
    readFeatures(loaded.root, join(loaded.features, name)).flatMap((file) => file.records),
  );
}

function lineOf({ id, requirements, levels, sides, name, hardening }: ScenarioRecord): string {
  const more = hardening ? '  hardening' : '';
  return `${id}  ${requirements.join(' ')}  ${levels.join(' ')}  ${sides.join(' ')}  ${name}${more}`;
}

/** What a program wants to know of a scenario before it runs one. */
function listed(record: ScenarioRecord): Readonly<Record<string, unknown>> {
  const { id, name, requirements, levels, sides, framing, quick, needsAdapter, hardening, claims, profile } = record;
  const { uri, line } = record;
  return {
    scenario: id,
    name,
    requirement: requirements[0],
    level: levels[0],
    side: sides[0],
    axes: axesOf(record),
    quick,
    needsAdapter,
    hardening,
    claims,
    profile: Object.fromEntries(profile.map(({ option, value }) => [option, value])),
    framing,
    uri,
    line,
  };
}

/** The axes that a scenario runs on. */
export function axesOf({ framing }: ScenarioRecord): readonly string[] {
  return framing ? axes : ['whole'];
}
