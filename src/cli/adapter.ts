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
import { protocolOption } from './options.ts';
import { ownTools } from './tools.ts';

/** Makes a protocol's server over a host. */
type CreateContract = (hosting: Hosting, emit: (event: ContractEventLine) => void) => ContractServer;

/** Our implementations, each loaded when it is asked for. */
const contracts: Readonly<Record<string, () => Promise<CreateContract>>> = {
  job: async () => (await import('../node/job/index.ts')).createJobContract,
  cluster: async () => (await import('../node/cluster/index.ts')).createClusterContract,
};

/** Under test sources are shell scripts that build themselves. */
const BUILD = ['/bin/sh'];
/** How long the end may take after a signal. */
const endMs = 5_000;

/** The subcommand; it ends when its input is closed. */
export function adapterCommand(): Command {
  return new Command('adapter')
    .description('our implementations behind the adapter contract: JSON lines on standard input and output')
    .addOption(protocolOption())
    .action(async ({ protocol }: { readonly protocol: string }) => {
      const load = Object.hasOwn(contracts, protocol) ? contracts[protocol] : undefined;
      if (load === undefined)
        throw new UsageError(
          `there is no protocol "${protocol}"; the protocols are ${Object.keys(contracts).join(', ')}`,
        );
      await runAdapter(await load());
    });
}

async function runAdapter(create: CreateContract): Promise<void> {
  const hosting = createTcpHosting({ tools: ownTools(BUILD) });
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
