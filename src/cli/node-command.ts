/**
 * `wireproof node OPERATION`: instructs a node that `wireproof serve` runs on this machine, by its control socket.
 * Leaves out what the operations do (serve-cluster.ts, src/node/cluster). Source: spec/adapter.md, section cluster.
 */
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { askControlSocket } from '../host/control-socket.ts';
import type { JsonObject } from '../lib/contract.ts';
import { UsageError } from '../lib/errors.ts';
import type { Address } from '../lib/machine.ts';
import { stateText } from './node-state.ts';
import { readAddress } from './options.ts';

interface ControlOptions {
  readonly folder: string;
  readonly control?: string;
  readonly format: 'text' | 'json';
}

interface ListenOptions extends ControlOptions {
  readonly listen: Address;
}

/** The subcommand with one more for each operation. */
export function nodeCommand(): Command {
  const command = new Command('node').description('instruct a cluster node that runs on this machine');
  const add = (name: string, description: string): Command => {
    const added = command.command(name).description(description);
    for (const option of controlOptions()) added.addOption(option);
    return added;
  };
  add('list', 'the net, its nodes, and the endpoints of this node').action(list);
  add('create <name>', 'make a net of which this node is the first')
    .addOption(listenOption())
    .action((name: string, options: ListenOptions) =>
      tell(options, 'create-net', { net: { name }, ...where(options) }),
    );
  add('join', 'join the net of the node that listens there')
    .argument('<host:port>', 'where that node listens', readAddress)
    .addOption(listenOption())
    .action((at: Address, options: ListenOptions) => tell(options, 'join-net', { at: { ...at }, ...where(options) }));
  add('open', 'go online in the net that was made or joined').action((options: ControlOptions) =>
    tell(options, 'open-net'),
  );
  add('close', 'go offline').action((options: ControlOptions) => tell(options, 'close-net'));
  add('allow-join [yes|no]', 'let one node join').action((allow: string | undefined, options: ControlOptions) =>
    tell(options, 'allow-join', { allow: isYes(allow) }),
  );
  add('tasks <yes|no>', 'let job clients launch hosts here').action((allow: string, options: ControlOptions) =>
    tell(options, 'set-tasks', { allow: isYes(allow) }),
  );
  add('remove <address>', 'take a node out of the net, by its 16 hexadecimal digits').action(
    (address: string, options: ControlOptions) => tell(options, 'remove-node', { address }),
  );
  add('leave', 'take this node out of its net').action((options: ControlOptions) => tell(options, 'leave-net'));
  return command;
}

function controlOptions(): readonly Option[] {
  return [
    new Option('--folder <folder>', "the node's folder").env('WIREPROOF_FOLDER').default('wireproof-cluster-node'),
    new Option('--control <socket>', 'its control socket (default: control.sock in the folder)').env(
      'WIREPROOF_CONTROL',
    ),
    new Option('--format <format>', 'text or json').env('WIREPROOF_FORMAT').choices(['text', 'json']).default('text'),
  ];
}

function listenOption(): Option {
  return new Option('--listen <host:port>', 'where this node is to listen')
    .env('WIREPROOF_LISTEN')
    .argParser(readAddress)
    .default({ host: '::', port: 10_666 }, '[::]:10666');
}

function where({ listen }: ListenOptions): JsonObject {
  return { listen: { ...listen } };
}

function isYes(word: string | undefined): boolean {
  if (word === undefined || word === 'yes') return true;
  if (word === 'no') return false;
  throw new UsageError(`"${word}" is neither yes nor no`);
}

async function tell(options: ControlOptions, op: string, args: JsonObject = {}): Promise<void> {
  const answer = await ask(options, op, args);
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(answer)}\n` : `${doneText(answer)}\n`);
}

async function list(options: ControlOptions): Promise<void> {
  const state = await ask(options, 'state', {});
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(state)}\n` : stateText(state));
}

/** What the node answers. Throws UsageError with its own sentence where it does not do it. */
async function ask({ folder, control }: ControlOptions, op: string, args: JsonObject): Promise<JsonObject> {
  const answer = await askControlSocket(control ?? join(resolve(folder), 'control.sock'), { op, args });
  if ('error' in answer) throw new UsageError(`the node refuses: ${answer.error.message}`);
  return answer.ok;
}

function doneText(ok: JsonObject): string {
  const { listen, net } = ok as { readonly listen?: Address; readonly net?: { readonly name: string } };
  if (listen !== undefined) return `online at ${listen.host} port ${listen.port}`;
  return net === undefined ? 'done' : `a node of the net "${net.name}" now; "wireproof node open" goes online`;
}
