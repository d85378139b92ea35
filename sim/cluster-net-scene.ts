/**
 * A few cluster nodes in one simulation, told what to do one command after the other, for tests of the net.
 * Leaves out faults and endpoints. Hosts are called by network addresses: tables hold nothing else.
 */
import { assert } from '../src/lib/assert.ts';
import {
  createClusterServer,
  defaultServerOptions,
  type ServerCommand,
  type ServerEvent,
  type ServerOptions,
  type ServerView,
} from '../src/node/cluster/index.ts';
import {
  CONFIGURATION_FILE,
  TABLE_FILE,
  readNetTable,
  readServerConfiguration,
  type NetTable,
} from '../src/protocols/cluster/index.ts';
import { createHosts, type SimHost } from './host.ts';
import type { Ground } from './life.ts';
import { quietLink } from './link.ts';
import { Network } from './network.ts';
import { Processes } from './processes.ts';
import { Simulation } from './simulation.ts';
import type { SimTools } from './tools.ts';

type Ticketed<Command> = Command extends { readonly ticket: number } ? Omit<Command, 'ticket'> : never;
/** A command without its ticket. */
export type Order = Ticketed<ServerCommand>;
type Answer = Extract<ServerEvent, { kind: 'done' | 'failed' }>;

/** One microsecond of a second. */
export const SECOND_US = 1_000_000;
const ANSWER_US = 200 * SECOND_US;

export const NET = { uuid: 'a0'.repeat(16), name: 'lab' };

export class NetNode {
  readonly host: SimHost;
  readonly uuid: string;
  readonly ip: string;
  readonly events: ServerEvent[] = [];
  private readonly sim: Simulation;
  private readonly over: Partial<ServerOptions>;
  private viewNow: () => ServerView = () => assert(false, 'not started') as never;
  private tickets = 0;

  constructor(sim: Simulation, host: SimHost, uuid: string, over: Partial<ServerOptions>) {
    this.sim = sim;
    this.host = host;
    this.uuid = uuid;
    this.ip = host.name;
    this.over = over;
  }

  get listen(): { host: string; port: number } {
    return { host: this.ip, port: 10_666 };
  }

  get view(): ServerView {
    return this.viewNow();
  }

  /** The net on the disk, or null. */
  get stored(): NetTable | null {
    const data = this.host.disk.read(CONFIGURATION_FILE);
    const read = data === null ? null : readServerConfiguration(data);
    const listed = read?.kind === 'ok' ? (read.value.nets.at(-1) ?? null) : null;
    const octets = this.host.disk.read(TABLE_FILE);
    const newer = octets === null ? null : readNetTable(octets);
    if (listed === null || newer?.kind !== 'ok' || newer.value.uuid !== listed.uuid) return listed;
    return newer.value.timestamp > listed.timestamp ? newer.value : listed;
  }

  /** Names of the nodes that it has a link to, itself included while it is online. */
  get up(): string[] {
    return this.view.nodes.filter(({ online }) => online).map(({ name }) => name);
  }

  start(): void {
    const server = createClusterServer({
      ...defaultServerOptions,
      ...{ uuid: this.uuid, name: `node ${this.ip.split('.').at(-1) ?? ''}` },
      ...this.over,
    });
    this.viewNow = () => server.view();
    this.host.start(server, {
      event: (event) => void this.events.push(event as ServerEvent),
      broke: (error) => {
        throw error as Error;
      },
    });
  }

  crash(): void {
    this.host.crash('rst');
  }

  /** Gives a command; the answer will have that ticket. */
  tell(order: Order): number {
    this.tickets += 1;
    this.host.command({ ...order, ticket: this.tickets });
    return this.tickets;
  }

  answerTo(ticket: number): Answer | undefined {
    return this.events.find((event): event is Answer => 'ticket' in event && event.ticket === ticket);
  }

  /** Gives a command and runs until it is answered; gives the reason of a failure, else null. */
  ask(order: Order): string | null {
    const ticket = this.tell(order);
    const untilUs = this.sim.nowUs + ANSWER_US;
    while (this.answerTo(ticket) === undefined) assert(this.sim.step(untilUs), `no answer to ${order.kind}`);
    const answer = this.answerTo(ticket) as Answer;
    return answer.kind === 'failed' ? answer.reason : null;
  }

  heard(kind: ServerEvent['kind']): number {
    return this.events.filter((event) => event.kind === kind).length;
  }
}

export interface NetScene extends Ground {
  readonly nodes: readonly NetNode[];
  /** Adds a host that is no node. */
  addHost(name: string): SimHost;
  /** Adds a node that is not started. */
  add(uuid: string, over?: Partial<ServerOptions>): NetNode;
  run(seconds: number): void;
}

/** A scene of so many started nodes, with UUIDs 01.., 02.. and addresses 10.0.0.1 and so on. */
export const createNetScene = (
  count: number,
  seed: number | string = 1,
  over: Partial<ServerOptions> = {},
  tools: SimTools | null = null,
): NetScene => {
  const sim = new Simulation({ seed });
  const network = new Network(sim, () => quietLink);
  const ground: Ground = { sim, network, processes: new Processes(sim, tools) };
  const createHost = createHosts(ground);
  const nodes: NetNode[] = [];
  const scene: NetScene = {
    ...ground,
    nodes,
    addHost: createHost,
    add: (uuid, own = over) => {
      const node = new NetNode(sim, createHost(`10.0.0.${nodes.length + 1}`), uuid, own);
      nodes.push(node);
      return node;
    },
    run: (seconds) => sim.runUntil(sim.nowUs + seconds * SECOND_US),
  };
  for (let index = 1; index <= count; index += 1) scene.add(String(index).padStart(2, '0').repeat(16)).start();
  return scene;
};

/** Makes the first node create the net and go online. */
export const openNet = (node: NetNode): void => {
  assert(node.ask({ kind: 'create-net', ...NET, listen: node.listen }) === null, 'created');
  assert(node.ask({ kind: 'open-net' }) === null, 'opened');
};

/** Lets a node join at another one and go online. */
export const joinNet = (node: NetNode, at: NetNode): void => {
  assert(at.ask({ kind: 'allow-join', allow: true }) === null, 'allowed');
  const failure = node.ask({ kind: 'join-net', at: at.listen, listen: node.listen });
  assert(failure === null, `joined: ${failure}`);
  assert(node.ask({ kind: 'open-net' }) === null, 'opened');
};

/** A scene whose nodes have joined one by one, each at the one before, and are connected. */
export const createNet = (
  count: number,
  seed: number | string = 1,
  over: Partial<ServerOptions> = {},
  tools: SimTools | null = null,
): NetScene => {
  const scene = createNetScene(count, seed, over, tools);
  const [first, ...others] = scene.nodes as [NetNode, ...NetNode[]];
  openNet(first);
  let at = first;
  for (const node of others) {
    joinNet(node, at);
    at = node;
    scene.run(3);
  }
  scene.run(15);
  return scene;
};
