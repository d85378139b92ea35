/**
 * A node's server: what its host tells it goes to the piece or the part that it is for, and every part sees the same core.
 * Leaves out connections (connections.ts) and what parts do: the net, status, logging, hosts, compilers.
 * Source: spec/cluster.md sections 4, 7.1 and 8.
 */
import type { Address, Env, Exit, Input, Machine, Out, Program, StoreMode } from '../../lib/machine.ts';
import { createPrng, type Prng } from '../../lib/prng.ts';
import type { ClusterAddress, NetTable, Uuid } from '../../protocols/cluster/index.ts';
import { Connections } from './connections.ts';
import type { Dialled, Endpoint, Link, NetPart, Packet, ServerCore, ServerPart, Service } from './core.ts';
import { NamedDeadlines } from './deadlines.ts';
import { DiskWork } from './disk-work.ts';
import { JOINER } from './greeting.ts';
import type { ServerLink } from './link.ts';
import { Listeners, type Listening } from './listening.ts';
import { Notices } from './notices.ts';
import { createNetPart } from './net/index.ts';
import { createServices, type Services } from './services.ts';
import { Turn } from './turn.ts';
import { viewOf } from './view.ts';
import type { ServerCommand, ServerEvent, ServerOptions, ServerView } from './types.ts';

/** A node's server as its host drives it. */
export type ClusterServer = Machine<ServerCommand, ServerEvent> & { view(): ServerView };

/** Makes the parts of a server from its core. */
export interface PartMakers {
  readonly net: (core: ServerCore) => NetPart;
  readonly services: (core: ServerCore) => Services;
}

type PartCommand = Exclude<ServerCommand, { readonly kind: 'stop' }>;

/** A node's server. UsageError for options that cannot be, as an advertised address that is none. */
export function createClusterServer(options: ServerOptions): ClusterServer {
  return new Server(options, { net: createNetPart, services: createServices });
}

/** The server with parts as they are given. */
export class Server implements ServerCore, Machine<ServerCommand, ServerEvent> {
  readonly options: ServerOptions;
  prng: Prng = createPrng(0);
  private readonly turn = new Turn();
  private readonly connections: Connections;
  private readonly deadlines = new NamedDeadlines();
  private readonly disk = new DiskWork(this.turn);
  private readonly listeners = new Listeners(this.turn);
  private readonly notices = new Notices();
  private readonly net: NetPart;
  private readonly others: Services;
  private readonly parts: readonly ServerPart[];
  private online = false;
  /** Parts that have not read their files yet; commands wait for them. */
  private starting = 1;
  private readonly early: ServerCommand[] = [];
  private stopping = false;

  constructor(options: ServerOptions, make: PartMakers) {
    this.options = options;
    this.net = make.net(this);
    this.others = make.services(this);
    this.parts = [this.net, ...this.others.parts];
    const { net, parts, listeners } = this;
    this.connections = new Connections(this.turn, options, {
      net,
      parts,
      get listenHost() {
        return listeners.address?.host ?? null;
      },
      tell: (event) => this.tell(event),
      notice: (text) => this.notice(text),
    });
  }

  get env(): Env {
    return this.turn.env;
  }

  get self(): ClusterAddress {
    return this.connections.self;
  }

  get isOnline(): boolean {
    return this.online;
  }

  get listening(): Address | null {
    return this.online ? this.listeners.address : null;
  }

  get table(): NetTable | null {
    return this.net.table;
  }

  get wakeAtUs(): number | null {
    const link = this.connections.nextUs;
    const named = this.deadlines.nextUs;
    if (link === null) return named;
    return named === null ? link : Math.min(link, named);
  }

  step(input: Input<ServerCommand>, env: Env, out: Out<ServerEvent>): void {
    this.turn.env = env;
    this.turn.out = out;
    this.take(input);
    this.turn.settle();
    if (this.stopping && this.disk.isIdle) this.stopped();
  }

  view(): ServerView {
    return viewOf(this, this.others.tasksAllowed);
  }

  tell(event: ServerEvent): void {
    this.turn.out.event(event);
  }

  notice(text: string): void {
    for (const said of this.notices.admit(text, this.env.nowUs)) this.tell({ kind: 'notice', text: said });
  }

  at(name: string, atUs: number, act: () => void): void {
    this.deadlines.at(name, atUs, act);
  }

  cancel(name: string): void {
    this.deadlines.cancel(name);
  }

  links(): Iterable<Link> {
    return this.connections.links.all();
  }

  endpoints(): readonly Endpoint[] {
    return this.connections.directory.endpoints();
  }

  services(): readonly Service[] {
    return this.connections.directory.services();
  }

  linkOf(uuid: Uuid): Link | null {
    return this.connections.links.ofUuid(uuid);
  }

  route(verb: number, destination: ClusterAddress, payload: Uint8Array): void {
    if (this.online) this.connections.route(verb, destination, payload);
  }

  send(link: Link, verb: number, payload: Uint8Array, destination = link.address): void {
    this.connections.send(link as ServerLink, verb, payload, destination);
  }

  close(link: Link): void {
    this.connections.end(link as ServerLink, 'closed');
  }

  dialNode(at: Address, uuid: Uuid, target: Uuid, done: (dialled: Dialled) => void): void {
    this.connections.dial(at, uuid, target, done);
  }

  attach(link: Link, uuid: Uuid, address: ClusterAddress): void {
    this.connections.attach(link as ServerLink, uuid, address);
  }

  join(link: Link, heard: (packet: Packet) => void, ended: () => void): void {
    this.connections.join(link as ServerLink, heard, ended);
  }

  detach(link: Link): void {
    this.connections.detach(link as ServerLink);
  }

  goOnline(listen: Address, self: ClusterAddress, done: (listening: Listening) => void): void {
    this.listeners.start(listen, (listening) => {
      if ('listen' in listening) this.nowOnline(self, listening.listen);
      done(listening);
    });
  }

  goOffline(): void {
    this.listeners.stop();
    this.connections.endAll('this node goes offline');
    if (!this.online) return;
    this.online = false;
    this.connections.self = JOINER;
    // Behind the ends of all links, which are told in the same way.
    this.turn.later(() => {
      for (const part of this.parts) part.offline?.();
      this.tell({ kind: 'offline' });
    });
  }

  freePort(host: string, done: (port: number | null) => void): void {
    this.listeners.freePort(host, done);
  }

  store(path: string, data: Uint8Array, mode: StoreMode, done: (error?: string) => void): void {
    this.disk.store(path, data, mode, done);
  }

  load(path: string, done: (data: Uint8Array | null) => void): void {
    this.disk.load(path, done);
  }

  remove(path: string, done: (error?: string) => void): void {
    this.disk.remove(path, done);
  }

  sweep(path: string, done: (error?: string) => void): void {
    this.disk.sweep(path, done);
  }

  run(program: Program, exited: (exit: Exit) => void): number {
    return this.disk.run(program, exited);
  }

  kill(process: number): void {
    this.disk.kill(process);
  }

  private take(input: Input<ServerCommand>): void {
    switch (input.kind) {
      case 'start':
        return this.start(input.seed);
      case 'command':
        return this.command(input.command);
      case 'wake':
        this.connections.wake();
        return this.deadlines.fire(this.env.nowUs);
      case 'listening':
      case 'unlistened':
        return this.listeners.answer(input);
      case 'stored':
      case 'loaded':
      case 'exited':
        return this.disk.answer(input);
      default:
        return this.connections.take(input);
    }
  }

  private start(seed: number): void {
    this.prng = createPrng(seed);
    for (const part of this.parts) {
      if (part.start === undefined) continue;
      this.starting += 1;
      part.start(() => this.started());
    }
    this.started();
  }

  private started(): void {
    this.starting -= 1;
    if (this.starting > 0) return;
    this.tell({ kind: 'ready' });
    for (const command of this.early.splice(0)) this.command(command);
  }

  private command(command: ServerCommand): void {
    if (this.starting > 0) this.early.push(command);
    else if (command.kind === 'stop') this.stop();
    else this.give(command);
  }

  private give(command: PartCommand): void {
    if (this.parts.some((part) => part.command?.(command) === true)) return;
    this.tell({ kind: 'failed', ticket: command.ticket, reason: `nobody obeys ${command.kind}` });
  }

  private nowOnline(self: ClusterAddress, listen: Address): void {
    this.online = true;
    this.connections.self = self;
    this.tell({ kind: 'online', address: self, listen });
    for (const part of this.parts) part.online?.();
  }

  private stop(): void {
    this.goOffline();
    this.disk.killAll();
    this.stopping = true;
  }

  private stopped(): void {
    this.stopping = false;
    this.tell({ kind: 'stopped' });
  }
}
