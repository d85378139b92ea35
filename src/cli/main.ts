#!/usr/bin/env node
/**
 * `wireproof`: mounts the commands, each loaded when it is first asked for, and turns what they throw into a sentence and an exit code.
 * Leaves out everything that a command does. Source: DESIGN "Command line", "Exit codes".
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { exitCodes } from '../check/summary.ts';
import { HostError, UsageError } from '../lib/errors.ts';
import { packageRoot } from './suite.ts';

/** A command's name, its line in the help, and how it is loaded. */
interface Mount {
  readonly name: string;
  readonly description: string;
  load(): Promise<Command>;
  /** Programs of ours start it, people do not: no line in the help. */
  readonly isHidden?: true;
}

const mounts: readonly Mount[] = [
  {
    name: 'run',
    description: 'run the conformance suite',
    load: async () => (await import('./run-command.ts')).runCommand(),
  },
  {
    name: 'quick',
    description: 'one happy path for each role, under 5 s',
    load: async () => (await import('./run-command.ts')).quickCommand(),
  },
  { name: 'list', description: 'list scenarios', load: async () => (await import('./list.ts')).listCommand() },
  { name: 'show', description: 'show one scenario', load: async () => (await import('./show.ts')).showCommand() },
  {
    name: 'replay',
    description: 'replay a recorded failure offline',
    load: async () => (await import('./replay.ts')).replayCommand(),
  },
  {
    name: 'sim',
    description: 'run many nodes in the simulator',
    load: async () => (await import('./sim.ts')).simCommand(),
  },
  { name: 'serve', description: 'run a reference node', load: async () => (await import('./serve.ts')).serveCommand() },
  {
    name: 'node',
    description: 'instruct a cluster node that runs on this machine',
    load: async () => (await import('./node-command.ts')).nodeCommand(),
  },
  {
    name: 'adapter',
    description: 'our implementation behind the adapter contract; check: try an adapter',
    load: adapter,
  },
  {
    name: 'job-host',
    description: 'run a kernel for a cluster node, which starts this program',
    load: async () => (await import('./job-host.ts')).jobHostCommand(),
    isHidden: true,
  },
  {
    name: 'compile-host',
    description: 'build sources for a cluster node, which starts this program',
    load: async () => (await import('./compile-host.ts')).compileHostCommand(),
    isHidden: true,
  },
  {
    name: 'doctor',
    description: 'look whether this machine has what wireproof needs',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    name: 'views',
    description: 'write tables and diagrams of the protocols',
    load: async () => (await import('./views.ts')).viewsCommand(),
  },
];

async function adapter(): Promise<Command> {
  const [{ adapterCommand }, { adapterCheckCommand }] = await Promise.all([
    import('./adapter.ts'),
    import('./adapter-check.ts'),
  ]);
  return adapterCommand().addCommand(adapterCheckCommand());
}

/** Runs the command line `argv` (without node and script) and gives the exit code. Writes to the process's standard streams. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const program = await programFor(argv);
    await program.parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return exitOf(error);
  }
}

/** All commands by name, and the one that is asked for with all that it does. */
async function programFor(argv: readonly string[]): Promise<Command> {
  const program = new Command('wireproof')
    .description('Protocol simulator and conformance test harness.')
    .helpCommand('help [command]', 'help for a command')
    .version(versionOfPackage());
  const word = argv.find((other) => !other.startsWith('-') && other !== 'help');
  for (const { name, description, load, isHidden: hidden = false } of mounts) {
    if (name === word) program.addCommand((await load()).description(description), { hidden });
    else program.command(name, { hidden }).description(description).helpOption(false);
  }
  strict(program);
  return program;
}

function versionOfPackage(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

/** No command ends the process itself, and every one tells its errors in one sentence. */
function strict(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'wireproof: ')) });
  command.allowExcessArguments(false);
  command.commands.forEach(strict);
}

function exitOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof UsageError || error instanceof HostError) {
    process.stderr.write(`wireproof: ${error.message}\n`);
    return exitCodes.usage;
  }
  process.stderr.write(
    `wireproof: fault in the harness: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.fault;
}

/** A reader that went away (`| head`) is no reason for a stack. */
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? Number(process.exitCode ?? 0) : exitCodes.fault),
);

// While a step runs, Cucumber listens too and makes the error that step's; otherwise nobody else would say whose fault it is.
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') === 1) process.exit(exitOf(error));
});

process.exitCode = await main(process.argv.slice(2));
