/**
 * The options that several commands share, each with its twin in the environment, and what they are read into.
 * Leaves out the commands. Throws InvalidArgumentError, which the main turns into one sentence and exit code 2.
 * Source: DESIGN "Command line".
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RequirementLevel } from '../lib/requirement.ts';
import type { Axis } from '../check/axis.ts';

export type Format = 'text' | 'json';

/** What `run` was asked for, as commander gives it. */
export interface RunOptions {
  readonly protocol: string;
  readonly world?: 'sim' | 'tcp';
  readonly target?: { readonly host: string; readonly port: number };
  readonly adapter?: string;
  readonly role?: string;
  readonly profile: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly repeat: number;
  readonly workers?: number;
  readonly format: readonly Format[];
  readonly expectations?: string;
  readonly reports: string;
  readonly dryRun?: true;
  readonly level: readonly RequirementLevel[];
  readonly axis: readonly Axis[];
  readonly tag: readonly string[];
  readonly without: readonly string[];
  readonly suite?: string;
}

/** The same before it is known which protocol is meant. */
export type AskedRun = Omit<RunOptions, 'protocol'> & { readonly protocol?: string };

const SEED_MAX = 2 ** 32 - 1;
const REPEAT_MAX = 10_000;
const WORKERS_MAX = 32;

/** `--protocol`; `otherwise` says which it is without. */
export function protocolOption(otherwise: string): Option {
  return new Option('--protocol <name>', `the protocol (default: ${otherwise})`).env('WIREPROOF_PROTOCOL');
}

/** `--tag` and `--without`. */
export function addTagOptions(command: Command): Command {
  return command
    .addOption(tagOption('--tag <tag>', 'only scenarios with this tag, such as hardening; may be repeated', 'all'))
    .addOption(tagOption('--without <tag>', 'no scenarios with this tag; may be repeated', 'none'));
}

function tagOption(flags: string, description: string, fallback: string): Option {
  return new Option(flags, description)
    .env(`WIREPROOF_${flags.slice(2, flags.indexOf(' ')).toUpperCase()}`)
    .argParser((text: string, before: readonly string[]) => [...before, ...text.split(',')])
    .default([], fallback);
}

/** `--suite`, for tests of the harness itself. */
export function suiteOption(): Option {
  return new Option('--suite <file>', 'a module that exports another suite').env('WIREPROOF_SUITE').hideHelp();
}

/** `--reports` */
export function reportsOption(): Option {
  return new Option('--reports <folder>', 'where reports are written').env('WIREPROOF_REPORTS').default('reports');
}

/** `--seed`; the run draws one where none is given. */
export function seedOption(): Option {
  return new Option('--seed <number>', 'the seed of everything random (drawn and printed where it is not given)')
    .env('WIREPROOF_SEED')
    .argParser((text) => integer(text, 0, SEED_MAX));
}

/** `--format`, several times. */
export function formatOption(): Option {
  return listOption(
    '--format <format>',
    'text or json lines on standard output; may be repeated',
    'WIREPROOF_FORMAT',
    ['text', 'json'],
    'text',
  );
}

/** Where the subject is: a world of ours, an address, or a command. */
export function addSubjectOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--world <world>', 'the reference in one world only: sim or tcp (without: both)')
        .env('WIREPROOF_WORLD')
        .choices(['sim', 'tcp'])
        .conflicts(['target', 'adapter']),
    )
    .addOption(
      new Option('--target <host:port>', 'a subject that listens there')
        .env('WIREPROOF_TARGET')
        .argParser(readAddress)
        .conflicts('adapter'),
    )
    .addOption(new Option('--adapter <command>', 'a command that speaks the adapter contract').env('WIREPROOF_ADAPTER'))
    .addOption(
      new Option('--role <role>', 'the role under test (default: every role that the subject has)').env(
        'WIREPROOF_ROLE',
      ),
    )
    .addOption(
      new Option('--profile <name=value>', 'an option of the protocol profile; may be repeated')
        .env('WIREPROOF_PROFILE')
        .argParser(readProfile)
        .default({}, 'none'),
    );
}

/** All that `run` takes; `quick` takes the same. */
export function addRunOptions(command: Command): Command {
  return addTagOptions(addSubjectOptions(command.addOption(protocolOption('every one that the filters name'))))
    .addOption(seedOption())
    .addOption(
      new Option('--repeat <times>', 'run everything so often and report the distribution')
        .env('WIREPROOF_REPEAT')
        .argParser((text) => integer(text, 1, REPEAT_MAX))
        .default(1),
    )
    .addOption(
      new Option('--workers <number>', 'scenarios at a time, each with its own subject (default: 3 over tcp, else 1)')
        .env('WIREPROOF_WORKERS')
        .argParser((text) => integer(text, 1, WORKERS_MAX)),
    )
    .addOption(formatOption())
    .addOption(
      new Option('--expectations <file>', 'known failures (default: wireproof-expectations.json, if it is there)').env(
        'WIREPROOF_EXPECTATIONS',
      ),
    )
    .addOption(reportsOption())
    .addOption(new Option('--dry-run', 'only list what would run').env('WIREPROOF_DRY_RUN'))
    .addOption(
      listOption('--level <level>', 'must, should or may; may be repeated', 'WIREPROOF_LEVEL', [
        'must',
        'should',
        'may',
      ]),
    )
    .addOption(
      listOption('--axis <axis>', 'one segmentation axis; may be repeated', 'WIREPROOF_AXIS', [
        'whole',
        'single',
        'cut-header',
        'cut-body',
        'joined',
      ]),
    )
    .addOption(suiteOption());
}

/** An option that may be repeated, and in the environment holds its values with commas between. */
function listOption(
  flags: string,
  description: string,
  variable: string,
  choices: readonly string[],
  fallback = 'all',
): Option {
  return new Option(flags, description)
    .env(variable)
    .argParser((text: string, before: readonly string[]) => [
      ...before,
      ...text.split(',').map((word) => choice(word, choices)),
    ])
    .default([], fallback);
}

function choice(word: string, choices: readonly string[]): string {
  if (!choices.includes(word)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
  return word;
}

function integer(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  return value;
}

/** `HOST:PORT`, with brackets round an IPv6 address. Throws InvalidArgumentError. */
export function readAddress(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:tcp:\/\/)?(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new InvalidArgumentError('It must be HOST:PORT.');
  return { host, port: Number(port) };
}

function readProfile(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new InvalidArgumentError('It must be NAME=VALUE.');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { ...before, ...Object.fromEntries(pairs) };
}
