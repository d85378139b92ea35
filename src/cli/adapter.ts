/**
 * `wireproof adapter`: our own implementation of a protocol behind the adapter contract, on standard input and output.
 * Leaves out the contract's operations (src/node/<protocol>) and its lines (src/host/contract-session.ts). Source: spec/adapter.md.
 */
import { Command } from 'commander';
import { serveContract } from '../host/contract-session.ts';
import { type TcpHosting, createTcpHosting } from '../host/hosting.ts';
import { watchLeaving } from '../host/leaving.ts';
import type { ContractEventLine, ContractServer } from '../lib/contract.ts';
import { UsageError } from '../lib/errors.ts';
import type { Hosting } from '../node/hosting.ts';
import { createJobContract } from '../node/job/index.ts';
import { protocolOption } from './options.ts';

/** Makes a protocol's server over a host. */
export type CreateContract = (hosting: Hosting, emit: (event: ContractEventLine) => void) => ContractServer;

/** Our implementations. */
export const contracts: Readonly<Record<string, CreateContract>> = { job: createJobContract };

/** How long the end may take after a signal. */
const endMs = 5_000;

/** The subcommand; it ends when its input is closed. */
export function adapterCommand(): Command {
  return new Command('adapter')
    .description('our implementations behind the adapter contract: JSON lines on standard input and output')
    .addOption(protocolOption())
    .action(async ({ protocol }: { readonly protocol: string }) => {
      const create = contracts[protocol];
      if (create === undefined)
        throw new UsageError(
          `there is no protocol "${protocol}"; the protocols are ${Object.keys(contracts).join(', ')}`,
        );
      await runAdapter(create);
    });
}

async function runAdapter(create: CreateContract): Promise<void> {
  const hosting = createTcpHosting();
  const unwatch = watchLeaving({ inOrder: () => end(hosting), atOnce: () => hosting.endNow() }, endMs);
  const { stdin: input, stdout: output } = process;
  const complain = (sentence: string): void => void process.stderr.write(`wireproof adapter: ${sentence}\n`);
  await serveContract({ input, output, complain }, (emit) => create(hosting, emit));
  await end(hosting);
  unwatch();
}

function end(hosting: TcpHosting): Promise<void> {
  return new Promise((resolve) => hosting.end(resolve));
}
