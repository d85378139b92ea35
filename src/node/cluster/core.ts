/**
 * What the parts of a node's server see of it and of each other: the step under way, links, routing, deadlines, disk and programs.
 * Leaves out who implements it (server.ts). Every part is made from a core, and gives the verbs that it acts on and its hooks.
 * Source: spec/cluster.md sections 4 and 7.
 */
import type { Address, Conn, Env, Exit, Out, Program, StoreMode } from '../../lib/machine.ts';
import type { Prng } from '../../lib/prng.ts';
import type { ClusterAddress, NetTable, Uuid, VerbName } from '../../protocols/cluster/index.ts';
import type { ServerCommand, ServerEvent, ServerOptions } from './types.ts';

/** A packet for this node. `payload` is valid during the call only. */
export interface Packet {
  readonly verb: number;
  readonly destination: ClusterAddress;
  readonly origin: ClusterAddress;
  readonly payload: Uint8Array;
}

/**
 * What stands at the other end of a connection: nobody knows yet; a node of the net; a node that joins, or that we join at;
 * an endpoint; nothing more. Only the core changes it.
 */
export type LinkKind = 'new' | 'node' | 'joiner' | 'endpoint' | 'over';

export interface Link {
  readonly conn: Conn;
  readonly peer: Address;
  readonly isDialled: boolean;
  readonly kind: LinkKind;
  /** Of a node or a joiner, else null. */
  readonly uuid: Uuid | null;
  /** Of the node or the endpoint; 0 for all others. */
  readonly address: ClusterAddress;
  /** When its last packet came. */
  readonly heardAtUs: number;
}

export interface Endpoint {
  readonly address: ClusterAddress;
  readonly service: Service;
  readonly link: Link;
}

export interface Service {
  readonly word: number;
  readonly identifier: string;
  readonly name: string;
}

/** What became of dialling a node and saying a handshake: its answer, or why there is none. The link of an answer is still `new`. */
export type Dialled =
  | {
      readonly kind: 'answered';
      readonly link: Link;
      readonly object: ClusterAddress;
      readonly server: ClusterAddress;
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the net says to a node's handshake. */
export type Greeting =
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'join' }
  | { readonly kind: 'connect'; readonly address: ClusterAddress };

export interface ServerCore {
  readonly options: ServerOptions;
  readonly env: Env;
  readonly prng: Prng;
  /** 0100000000000000 while the node is in no net. */
  readonly self: ClusterAddress;
  readonly isOnline: boolean;
  /** Where the node listens; null while it is offline. Programs that it starts connect there. */
  readonly listening: Address | null;
  /** The net that is active, or would be at the next `open-net`. */
  readonly table: NetTable | null;
  tell(event: ServerEvent): void;
  /** A notice for the operator; at most some for each kind of thing, so that a peer cannot fill a log. */
  notice(text: string): void;

  /** Sets or moves the deadline of that name; `act` is called in the first step at or after `atUs`. */
  at(name: string, atUs: number, act: () => void): void;
  cancel(name: string): void;

  /** Live links of all kinds, oldest first. */
  links(): Iterable<Link>;
  /** Endpoints in the order in which they connected. */
  endpoints(): readonly Endpoint[];
  services(): readonly Service[];
  /** The live link of a node of the net. */
  linkOf(uuid: Uuid): Link | null;

  /**
   * Sends a packet by the routing rules of section 4.3, with this node as its origin. What is for this node itself goes to its
   * parts, save classes 00 and 01. The payload belongs to the core from then on; one that goes to many is written once.
   */
  route(verb: number, destination: ClusterAddress, payload: Uint8Array): void;
  /** Sends a packet on one link; `destination` is the link's own address unless it is told. */
  send(link: Link, verb: number, payload: Uint8Array, destination?: ClusterAddress): void;
  /** Ends a link after what is queued. */
  close(link: Link): void;

  /** Dials, says a node's handshake and waits for the answer, within the time for a handshake. */
  dialNode(at: Address, uuid: Uuid, target: Uuid, done: (dialled: Dialled) => void): void;
  /** Makes a `new` link that of a node of the net; packets for its node word go there. */
  attach(link: Link, uuid: Uuid, address: ClusterAddress): void;
  /** Makes a `new` link one on which we join: packets on it go to `heard` until it is closed. */
  join(link: Link, heard: (packet: Packet) => void, ended: () => void): void;
  /** Packets for the link's node go there no more; what comes on it is served until it ends. */
  detach(link: Link): void;

  /** Listens as the node of that address; `done` with where, or a reason. Links that come are greeted by the net part. */
  goOnline(
    listen: Address,
    self: ClusterAddress,
    done: (listening: { readonly listen: Address } | { readonly reason: string }) => void,
  ): void;
  /** Stops listening, ends every link; tells all parts. */
  goOffline(): void;
  /** Finds a free port of that host by listening for a moment. */
  freePort(host: string, done: (port: number | null) => void): void;

  /** Files of the machine's folder; in order. `replace` is atomic. `done` without an error: it is on the disk. */
  store(path: string, data: Uint8Array, mode: StoreMode, done: (error?: string) => void): void;
  load(path: string, done: (data: Uint8Array | null) => void): void;
  remove(path: string, done: (error?: string) => void): void;
  /** Ends every program that an earlier life of the node left running, and removes `path`. */
  sweep(path: string, done: (error?: string) => void): void;
  /** Starts a program; gives its number, by which it can be killed. */
  run(program: Program, exited: (exit: Exit) => void): number;
  kill(process: number): void;
}

/** A part of the server. Absent hooks do nothing. */
export interface ServerPart {
  /** What it does with packets for this node; the audience of each verb stands in `serverVerbs`, and is looked at before. */
  readonly verbs: { readonly [Name in VerbName]?: (packet: Packet, from: Link) => void };
  command?(command: Exclude<ServerCommand, { readonly kind: 'stop' }>): boolean;
  /** What the disk held is wanted now; `done` when the part has it. */
  start?(done: () => void): void;
  online?(): void;
  offline?(): void;
  /** A link is over; it has its last kind, UUID and address. */
  ended?(link: Link, kind: LinkKind): void;
}

/** The part that knows the net, as the core asks it. */
export interface NetPart extends ServerPart {
  readonly table: NetTable | null;
  /** A node said its handshake on a `new` link; `answer` may be called later, once. */
  greet(link: Link, uuid: Uuid, target: Uuid, answer: (greeting: Greeting) => void): void;
}

/** Where events of a step go. */
export type ServerOut = Out<ServerEvent>;
