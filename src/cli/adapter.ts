/**
 * `wireproof adapter`: our own implementation of a protocol behind the adapter contract, on standard input and output.
 * Leaves out the contract's operations (src/node/<protocol>) and its lines (src/host/contract-session.ts). Source: spec/adapter.md.
 */
import { Command } from 'commander';
import { serveContract } from '../host/contract-session.ts';
import { type TcpHosting, createTcpHosting } from '../host/hosting.ts';
import { watchLeaving } from '../host/leaving.ts';
import type { ContractAnswer, ContractEventLine, ContractServer } from '../lib/contract.ts';
import { UsageError } from '../lib/errors.ts';
import type { Hosting } from '../node/hosting.ts';
import { protocolOption } from './options.ts';
import { ownTools } from './tools.ts';

/** Makes a protocol's server over a host. */
type CreateContract = (hosting: Hosting, emit: (event: ContractEventLine) => void) => ContractServer;

/** Our implementations, each loaded when it is asked for. */
const contracts = {
  job: async () => (await import('../node/job/index.ts')).createJobContract,
  cluster: async () => (await import('../node/cluster/index.ts')).createClusterContract,
} satisfies Readonly<Record<string, () => Promise<CreateContract>>>;

/** Under test sources are shell scripts that build themselves. */
const BUILD = ['/bin/sh'];
/** How long the end may take after a signal. */
const endMs = 5_000;

/** The subcommand; it ends when its input is closed. */
export function adapterCommand(): Command {
  return new Command('adapter')
    .description('our implementations behind the adapter contract: JSON lines on standard input and output')
    .addOption(protocolOption('the one that "hello" names'))
    .action(async ({ protocol }: { readonly protocol?: string }) => {
      if (protocol === undefined) return runAdapter(contractOfHello);
      if (!isProtocol(protocol)) throw new UsageError(`there is no protocol "${protocol}"; ${known}`);
      await runAdapter(await contracts[protocol]());
    });
}

const known = `the protocols are ${Object.keys(contracts).join(', ')}`;

function isProtocol(name: unknown): name is keyof typeof contracts {
  return typeof name === 'string' && Object.hasOwn(contracts, name);
}

/** The contract of the protocol that the first `hello` names. */
function contractOfHello(hosting: Hosting, emit: (event: ContractEventLine) => void): ContractServer {
  let chosen: ContractServer | null = null;
  const refuse = (message: string): ContractAnswer => ({ error: { code: 'bad-request', message } });
  return {
    handle: (request, answer) => {
      const { op, args } = request;
      const { protocol } = args;
      if (chosen !== null) return chosen.handle(request, answer);
      if (op !== 'hello') return answer(refuse('"hello" comes first'));
      if (!isProtocol(protocol))
        return answer(refuse(`there is no protocol ${JSON.stringify(protocol ?? null)}; ${known}`));
      void contracts[protocol]().then((create) => {
        chosen = create(hosting, emit);
        chosen.handle(request, answer);
      });
    },
  };
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
