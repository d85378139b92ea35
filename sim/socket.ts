/** One end of a connection as the network keeps it: what waits to leave, what is on its way here, what waits to be read. */
import type { Address } from '../src/lib/machine.ts';
import { Fifo } from './fifo.ts';

/** What travels: octets, the end of a stream, a reset, or the answer to a dial. */
export interface Segment {
  readonly what: 'data' | 'end' | 'reset' | 'opened';
  readonly data: Uint8Array;
  /** Never joined with its neighbours. */
  readonly isExact: boolean;
}

/** Octets that wait to leave. */
export interface Piece {
  readonly data: Uint8Array;
  readonly isExact: boolean;
}

/** Who is told of a socket. Octets are theirs only during the call. */
export interface SocketUser {
  accepted(socket: Socket, listener: number, peer: Address): void;
  connected(socket: Socket): void;
  refused(socket: Socket, reason: string): void;
  bytes(socket: Socket, data: Uint8Array): void;
  writable(socket: Socket): void;
  eof(socket: Socket): void;
  reset(socket: Socket): void;
}

export class Socket {
  readonly id: number;
  readonly host: number;
  readonly user: SocketUser;
  /** Name in the trace. */
  name: string;
  peer: Socket | null = null;
  state: 'dialling' | 'open' | 'closed' = 'dialling';
  /** The number that its user gave it. */
  label = 0;
  dialled: Address | null = null;
  timeout = -1;

  readonly queue = new Fifo<Piece>();
  queuedOctets = 0;
  isEndWanted = false;
  isEndSent = false;
  /** Octets that were ever queued, and at how many of them its user asked to hear when they have left. */
  sentOctets = 0;
  readonly marks = new Fifo<number>();
  isPumpPending = false;
  isWindowShut = false;
  /** Octets that a shared link takes before they are read; 0 on all others, which `LinkOptions` tells apart. */
  sharedOctets = 0;
  /** Somebody on the way ended this direction; what is still sent is answered with a reset. */
  isCut = false;

  readonly incoming = new Fifo<Segment>();
  flightOctets = 0;
  lastArrivalUs = 0;
  /** Arrivals that a blocked way holds back. */
  held = 0;
  readonly unread = new Fifo<Segment>();
  unreadOctets = 0;
  isEndArrived = false;
  isEndTold = false;
  isPaused = false;
  isReadPending = false;
  /** The user hears no more; octets are dropped. */
  isDeaf = false;
  /** The user is gone; octets are answered with a reset. */
  isOrphan = false;

  /** Of its name, in the trace. */
  readonly code: number;

  constructor(id: number, host: number, user: SocketUser, name: string, code: number) {
    this.id = id;
    this.code = code;
    this.host = host;
    this.user = user;
    this.name = name;
  }

  /** Puts octets behind those that wait to leave. */
  push(piece: Piece): void {
    this.queue.push(piece);
    this.queuedOctets += piece.data.length;
    this.sentOctets += piece.data.length;
  }

  /** Whether octets may leave at once: the link is shared, nothing waits before them, and the peer has room. */
  get isClear(): boolean {
    const { peer } = this;
    if (this.state !== 'open' || this.queuedOctets > 0 || this.isPumpPending || peer === null) return false;
    return peer.unreadOctets + peer.flightOctets < this.sharedOctets;
  }

  /** Octets that leave at once. */
  pass(data: Uint8Array): Segment {
    this.sentOctets += data.length;
    return { what: 'data', data, isExact: true };
  }

  /** Takes the marks in front of which no more than `octets` wait, and gives how many. */
  takeMarks(octets: number): number {
    const left = this.sentOctets - this.queuedOctets + octets;
    let count = 0;
    for (; (this.marks.first() ?? Infinity) <= left; count += 1) this.marks.shift();
    return count;
  }

  /** Takes up to `octets` of what waits to leave; an exact piece leaves as it is. */
  take(octets: number): Segment {
    const first = this.queue.first()!;
    if (first.isExact) {
      this.queue.shift();
      this.queuedOctets -= first.data.length;
      return { what: 'data', data: first.data, isExact: true };
    }
    const data = first.data.length > octets ? this.#split(first, octets) : this.#join(octets);
    this.queuedOctets -= data.length;
    return { what: 'data', data, isExact: false };
  }

  /**
   * Takes a copy of what one read gives: an exact segment, or all inexact ones up to the next exact. On a shared link it is the piece
   * itself that was sent.
   */
  takeUnread(): Uint8Array {
    const first = this.unread.shift()!;
    const data = this.sharedOctets > 0 ? first.data : this.#copyFrom(first);
    this.unreadOctets -= data.length;
    return data;
  }

  /** Drops all that waits to be read. */
  discardUnread(): void {
    this.unread.clear();
    this.unreadOctets = 0;
  }

  discardQueue(): void {
    this.queue.clear();
    this.queuedOctets = 0;
  }

  #copyFrom(first: Segment): Uint8Array {
    const parts = [first.data];
    while (!first.isExact && this.unread.first()?.isExact === false) parts.push(this.unread.shift()!.data);
    return joined(parts);
  }

  #split(first: Piece, octets: number): Uint8Array {
    this.queue.replaceFirst({ data: first.data.subarray(octets), isExact: false });
    return first.data.subarray(0, octets);
  }

  #join(octets: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (
      let next = this.queue.first();
      next !== undefined && !next.isExact && size < octets;
      next = this.queue.first()
    ) {
      const part = next.data.length > octets - size ? this.#split(next, octets - size) : this.queue.shift()!.data;
      parts.push(part);
      size += part.length;
    }
    return parts.length === 1 ? parts[0]! : joined(parts);
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
