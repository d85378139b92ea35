/**
 * One connection of a node's server: what stands at its other end, how far its octets are understood, what is queued for it.
 * Leaves out who changes that: greeting.ts, outbox.ts, server.ts. Source: spec/cluster.md sections 3, 4 and 8.1.
 */
import type { Address, Conn } from '../../lib/machine.ts';
import type { ClusterAddress, PacketSink, PacketStream, Uuid } from '../../protocols/cluster/index.ts';
import type { Fault } from '../../wire/index.ts';
import type { Dialled, Link, LinkKind, Packet } from './core.ts';

/** What the octets that come are: nothing yet, a handshake, its answer, kept until somebody has decided, or packets. */
export type Stage = 'dialling' | 'handshake' | 'answer' | 'waiting' | 'packets';

/** Who is told of what a link finds in its octets. */
export interface LinkOwner {
  packet(link: ServerLink, octets: Uint8Array, start: number, end: number): void;
  /** A packet in two pieces. */
  parted(link: ServerLink, head: Uint8Array, payload: Uint8Array): void;
  fault(link: ServerLink, fault: Fault): void;
}

const NOTHING = new Uint8Array(0);

/** The sink of its own stream, so that an idle connection costs few objects. */
export class ServerLink implements Link, PacketSink {
  readonly conn: Conn;
  readonly peer: Address;
  readonly isDialled: boolean;
  private readonly owner: LinkOwner;
  kind: LinkKind = 'new';
  uuid: Uuid | null = null;
  address: ClusterAddress = 0n;
  /** The two halves of `address`, for comparison with what stands in packets. */
  low = 0;
  high = 0;
  heardAtUs = 0;

  stage: Stage;
  /** Octets of a handshake that is not whole, or what came behind it while somebody decides. */
  held: Uint8Array = NOTHING;
  stream: PacketStream | null = null;
  /** Of a link on which we join. */
  heard: ((packet: Packet) => void) | null = null;
  whenOver: (() => void) | null = null;
  whenConnected: (() => void) | null = null;
  /** Of a link that was dialled, until it is answered. */
  whenDialled: ((dialled: Dialled) => void) | null = null;

  /** When the handshake must be done, and when the packet under way must be whole; Infinity for neither. */
  greetUntilUs = Infinity;
  wholeUntilUs = Infinity;

  /** Octets sent that have not left the host, as far as is known. */
  queued = 0;
  /** Those of them that no mark stands behind yet. */
  unmarked = 0;
  /** Octets between the marks that the host has still to reach, oldest first. */
  marks: number[] | null = null;
  /** The queue has been full, and has not fallen below the half since. */
  isFull = false;
  /** When it last moved, or was full first. */
  movedAtUs = 0;
  /** Endpoints that are not read from until this queue falls. */
  waiting: Set<ServerLink> | null = null;
  /** Queues that this endpoint waits for. */
  waitsFor = 0;

  constructor(conn: Conn, peer: Address, isDialled: boolean, owner: LinkOwner) {
    this.conn = conn;
    this.peer = peer;
    this.isDialled = isDialled;
    this.owner = owner;
    this.stage = isDialled ? 'dialling' : 'handshake';
  }

  setAddress(address: ClusterAddress): void {
    this.address = address;
    this.low = Number(address & 0xffff_ffffn);
    this.high = Number(address >> 32n);
  }

  packet(octets: Uint8Array, start: number, end: number): void {
    this.owner.packet(this, octets, start, end);
  }

  parted(head: Uint8Array, payload: Uint8Array): void {
    this.owner.parted(this, head, payload);
  }

  fault(fault: Fault): void {
    this.owner.fault(this, fault);
  }

  /** Keeps octets behind those that are kept. */
  hold(data: Uint8Array): void {
    const whole = new Uint8Array(this.held.length + data.length);
    whole.set(this.held);
    whole.set(data, this.held.length);
    this.held = whole;
  }

  /** Gives what is kept, and keeps it no longer. */
  release(): Uint8Array {
    const { held } = this;
    this.held = NOTHING;
    return held;
  }
}
