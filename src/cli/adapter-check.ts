/**
 * `wireproof adapter check`: tries an adapter and prints the transcript and what is against the contract. Leaves out the checks
 * themselves (src/host/worlds/adapter-lint.ts). Exit codes: 0 nothing found, 1 findings, 2 usage, 4 the adapter broke.
 */
import { Command, Option } from 'commander';
import { type LintOptions, lintAdapter, lintProtocols } from '../host/worlds/adapter-lint.ts';
import { UsageError } from '../lib/errors.ts';

interface CheckOptions {
  readonly adapter: string;
  readonly protocol: string;
  readonly profile: Readonly<Record<string, string>>;
}

/** Looks at one adapter and prints; gives the exit code. */
export async function checkAdapter(
  options: Omit<LintOptions, 'onLine'>,
  print: (line: string) => void,
): Promise<number> {
  print('transcript (> to the adapter, < from it, ! its standard error)');
  const { findings, broke } = await lintAdapter({
    ...options,
    onLine: (direction, text) => print(`  ${direction} ${cut(text)}`),
  });
  print('');
  for (const finding of findings) print(`finding  ${finding}`);
  if (broke !== null) print(`broke    ${broke}`);
  if (broke !== null) return 4;
  print(
    findings.length === 0
      ? 'the adapter keeps the contract'
      : `${findings.length} finding${findings.length === 1 ? '' : 's'}`,
  );
  return findings.length === 0 ? 0 : 1;
}

/** Control characters must not reach a terminal, and a file in hexadecimal nobody reads. */
function cut(text: string): string {
  const plain = text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return plain.length > 400 ? `${plain.slice(0, 400)}… (${plain.length} characters)` : plain;
}

function collect(pair: string, pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`--profile takes NAME=VALUE, not "${pair}"`);
  return { ...pairs, [pair.slice(0, at)]: pair.slice(at + 1) };
}

/** The command `check`, to be mounted below `adapter`. Sets the process's exit code. */
export function adapterCheckCommand(): Command {
  return (
    new Command('check')
      .description('try an adapter: does it keep the contract?')
      .addOption(
        new Option('--adapter <command>', 'the command that starts the adapter')
          .env('WIREPROOF_ADAPTER')
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--protocol <name>', 'the protocol it is asked for')
          .env('WIREPROOF_PROTOCOL')
          .choices(lintProtocols)
          .default('job'),
      )
      .option('--profile <name=value>', 'an option of the protocol; may be repeated', collect, {})
      // Mounted below `adapter`, whose --protocol is read first wherever it stands.
      .action(async (_own: unknown, command: Command) => {
        const { adapter, protocol, profile } = command.optsWithGlobals<CheckOptions>();
        process.exitCode = await checkAdapter({ command: adapter, protocol, profile }, (line) =>
          process.stdout.write(`${line}\n`),
        );
      })
  );
}
