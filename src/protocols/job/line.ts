/**
 * One connection's wire: octets in become messages, messages and byte sources go out, never one inside the other.
 * Holds what is sent during an outgoing stream until its end, and stops reading while the peer does not take what it is sent.
 * Leaves out states, answers and timers (the sessions). Source: spec/job.md section 1.
 */
import type { Conn } from '../../lib/machine.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { createFramer, encode, encodeHead, type Fault, type Framer } from '../../wire/index.ts';
import type { Turn } from './host-link.ts';

/** Octets of a stream that are read and sent at a time. Our choice. */
const CHUNK = 64 * 1024;
/** Octets sent and not yet taken by the peer, above which we stop reading. Our choice. */
const QUEUE_MAX = 256 * 1024;

/** Why reading is paused; reading goes on when no reason is left. */
export const pauseReasons = { queue: 1, busy: 2, disk: 4 } as const;

/** Content of known size that is read in pieces; `take` gets null, or less than was asked, where it is not there any more. */
export interface ByteSource {
  readonly size: number;
  read(offset: number, size: number, take: (data: Uint8Array | null) => void): void;
}

/** `head` and then the content of `rest`. */
export function joinSources(head: Uint8Array, rest: ByteSource): ByteSource {
  return {
    size: head.length + rest.size,
    read(offset, size, take) {
      if (offset >= head.length) return rest.read(offset - head.length, size, take);
      const first = head.subarray(offset, offset + size);
      if (first.length === size) return take(first);
      rest.read(0, size - first.length, (data) => take(data === null ? null : Buffer.concat([first, data])));
    },
  };
}

/** What the line tells its session. A stream field comes as begin, chunks, end; a chunk is only good during the call. */
export interface LineHandlers {
  pick(code: number): MessageSpec | undefined;
  message(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void;
  begin(spec: MessageSpec, size: number): void;
  chunk(data: Uint8Array): void;
  end(): void;
  fault(fault: Fault): void;
  /** An outgoing stream cannot be finished, its message is cut: the connection is of no use any more. */
  broken(): void;
}

interface Outgoing {
  readonly source: ByteSource;
  readonly done: () => void;
  offset: number;
}

/** The line of connection `conn` of the machine whose step is under way. Throws nothing for a peer's octets. */
export class Line {
  private readonly turn: Turn;
  private readonly conn: Conn;
  private readonly handlers: LineHandlers;
  private readonly framer: Framer;
  private readonly held: Uint8Array[] = [];
  private outgoing: Outgoing | null = null;
  private pauses = 0;
  private queuedOctets = 0;
  private draining = false;
  closed = false;
  /** When the peer last said something or took a part of a stream. */
  heardAtUs: number;

  constructor(turn: Turn, conn: Conn, handlers: LineHandlers) {
    this.turn = turn;
    this.conn = conn;
    this.handlers = handlers;
    this.heardAtUs = turn.env.nowUs;
    this.framer = createFramer((code) => handlers.pick(code), {
      message: (spec, value) => handlers.message(spec, value),
      begin: (spec, _value, size) => handlers.begin(spec, size),
      chunk: (data) => handlers.chunk(data),
      end: () => handlers.end(),
      fault: (fault) => handlers.fault(fault),
    });
  }

  get streaming(): boolean {
    return this.outgoing !== null;
  }

  receive(data: Uint8Array): void {
    this.heardAtUs = this.turn.env.nowUs;
    if (!this.closed) this.framer.push(data);
  }

  /** The host has given all that was sent to the network. */
  writable(): void {
    this.draining = false;
    this.queuedOctets = 0;
    this.resume(pauseReasons.queue);
    if (this.outgoing === null) return;
    this.heardAtUs = this.turn.env.nowUs;
    this.pump(this.outgoing);
  }

  send(spec: MessageSpec, value: Readonly<Record<string, unknown>>): void {
    const data = encode(spec, value);
    if (this.outgoing === null) this.put(data);
    else this.held.push(data);
  }

  /** Sends a message whose stream field comes from `source`; `done` when its last octet was given to the host. */
  stream(spec: MessageSpec, source: ByteSource, done: () => void): void {
    this.put(encodeHead(spec, {}, source.size));
    this.outgoing = { source, done, offset: 0 };
    this.pump(this.outgoing);
  }

  pause(reason: number): void {
    if (this.pauses === 0 && !this.closed) this.turn.out.pause(this.conn);
    this.pauses |= reason;
  }

  resume(reason: number): void {
    if (this.pauses === 0) return;
    this.pauses &= ~reason;
    if (this.pauses === 0 && !this.closed) this.turn.out.resume(this.conn);
  }

  /** Holds reading back while the disk is behind. */
  hold(hold: boolean): void {
    if (hold) this.pause(pauseReasons.disk);
    else this.resume(pauseReasons.disk);
  }

  /** Ends the connection after what was sent; nothing is heard or said afterwards. */
  close(): void {
    if (this.closed) return;
    this.stop();
    this.turn.out.end(this.conn);
  }

  abort(): void {
    if (this.closed) return;
    this.stop();
    this.turn.out.abort(this.conn);
  }

  private stop(): void {
    this.closed = true;
    this.outgoing = null;
    this.held.length = 0;
    this.framer.stop();
  }

  private put(data: Uint8Array): void {
    if (this.closed) return;
    this.turn.out.send(this.conn, data);
    this.queuedOctets += data.length;
    if (this.queuedOctets <= QUEUE_MAX) return;
    this.pause(pauseReasons.queue);
    this.drain();
  }

  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    this.turn.out.drain(this.conn);
  }

  private pump(sending: Outgoing): void {
    const wanted = Math.min(CHUNK, sending.source.size - sending.offset);
    if (wanted === 0) this.finish(sending);
    else sending.source.read(sending.offset, wanted, (data) => this.took(sending, wanted, data));
  }

  private took(sending: Outgoing, wanted: number, data: Uint8Array | null): void {
    if (this.outgoing !== sending) return;
    if (data?.length !== wanted) {
      this.handlers.broken();
      return;
    }
    this.put(data);
    sending.offset += wanted;
    if (sending.offset === sending.source.size) this.finish(sending);
    else this.drain();
  }

  private finish(sending: Outgoing): void {
    this.outgoing = null;
    for (const data of this.held.splice(0)) this.put(data);
    sending.done();
  }
}
