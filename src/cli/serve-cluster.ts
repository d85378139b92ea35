/**
 * A cluster node that serves: goes online in the net of its last life, and does what its control socket is told.
 * Leaves out the configuration (cluster-config.ts), the process (serve.ts), the operations (control-operations.ts) and the wire.
 * Source: spec/cluster.md sections 7.1 and 8.
 */
import { openControlSocket } from '../host/control-socket.ts';
import { newUuid, nodeIdentity } from '../host/node-identity.ts';
import { HostError } from '../lib/errors.ts';
import { createClusterServer, digitsOf, type ServerCommand, type ServerEvent } from '../node/cluster/index.ts';
import { type NetTable, uuidText } from '../protocols/cluster/index.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodeOperations, type Operated, type Told } from './control-operations.ts';
import type { Launch, ServeSink, Serving } from './serve-roles.ts';

/** A node with its control socket. Rejects with HostError where it cannot have its identity or its socket. */
export async function serveCluster(config: ClusterConfig, launch: Launch, sink: ServeSink): Promise<Serving> {
  const uuid = await nodeIdentity(config.folder, config.options.name);
  const machine = createClusterServer({ ...config.options, uuid });
  const waiting = new Map<number, (told: Told) => void>();
  let tickets = 0;
  let stopped: () => void = () => undefined;
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const host = launch(machine, (event: ServerEvent) => {
    if (event.kind === 'done' || event.kind === 'failed') return settle(waiting, event);
    sink.log(loggedOf(event));
    if (event.kind === 'ready') ready();
    if (event.kind === 'control' && (event.mask & TERMINATE) !== 0) sink.end();
    if (event.kind === 'stopped') stopped();
  });
  const ask: Operated['ask'] = (order) => {
    const ticket = ++tickets;
    return new Promise((resolve) => {
      waiting.set(ticket, resolve);
      host.command({ ...order, ticket } as ServerCommand);
    });
  };
  await isReady;
  const control = await openControlSocket(
    config.control,
    nodeOperations({ ask, view: () => machine.view(), newUuid }),
  ).catch((error: unknown) => giveUp(host, error));
  if (config.online && machine.view().net !== null) void ask({ kind: 'open-net' }).then((told) => opened(told, sink));
  return {
    submit: () => Promise.resolve(),
    stopJob: () => undefined,
    stop: (done) => {
      control.close();
      stopped = () => host.close(done);
      host.command({ kind: 'stop' });
    },
  };
}

/** The bit of 00000205 that ends the server's program; the others are the machine's, and are logged. */
const TERMINATE = 0x10;

function settle(waiting: Map<number, (told: Told) => void>, told: Told): void {
  const resolve = waiting.get(told.ticket);
  waiting.delete(told.ticket);
  resolve?.(told);
}

function giveUp(host: { crash(): void }, error: unknown): never {
  host.crash();
  throw error instanceof Error ? error : new HostError(String(error));
}

/** The net of the last life cannot be opened, because its port is taken for example: a node that is nowhere serves nobody. */
function opened(told: Told, sink: ServeSink): void {
  if (told.kind === 'failed') sink.fail(`cannot go online: ${told.reason}`);
}

/** An event as it goes into the log: addresses and UUIDs as texts, a table by its members. */
function loggedOf(event: ServerEvent): { readonly kind: string } {
  const texts = Object.entries(event).map(([name, value]) => [name, loggedValue(name, value)]);
  return Object.fromEntries(texts) as { readonly kind: string };
}

function loggedValue(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return digitsOf(value);
  if (name === 'uuid') return uuidText(value as string);
  if (name !== 'table' || value === null) return value;
  const { nodes, name: net } = value as NetTable;
  return { net, nodes: nodes.map(({ address, name: node }) => `${digitsOf(address)} ${node}`) };
}
