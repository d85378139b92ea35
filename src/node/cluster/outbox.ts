/**
 * What is queued for each link: a sender that is too fast is not read from for a while, a reader that does not move is dropped.
 *
 * A mark is set behind some of the octets sent; the host tells when it is reached, so that progress is seen while the queue never
 * empties. Leaves out the queue itself (the host) and what is sent (router.ts). Source: spec/cluster.md section 8.1.
 */
import type { Conn } from '../../lib/machine.ts';
import type { ServerLink } from './link.ts';
import type { Turn } from './turn.ts';
import type { ServerLimits } from './types.ts';

/** Octets between two marks. Our choice: a connection with less than that on its way costs no marks. */
const MARK_OCTETS = 64 * 1024;
/** Octets of a stride, in marks. Our choice: as much as a host writes at once. */
const STRIDE_MARKS = 4;

export interface OutboxSide {
  /** A reader is too slow to be kept. */
  drop(link: ServerLink, reason: string): void;
  /** Asks for a look at the link's deadlines at that time. */
  arm(conn: Conn, atUs: number): void;
  /** An endpoint that had to wait is read from again. */
  resumed(link: ServerLink): void;
}

export interface OutboxOptions {
  readonly limits: ServerLimits;
  readonly stuckUs: number;
}

export class Outbox {
  private readonly turn: Turn;
  private readonly options: OutboxOptions;
  private readonly markOctets: number;
  private readonly strideOctets: number;
  private readonly side: OutboxSide;

  constructor(turn: Turn, options: OutboxOptions, side: OutboxSide) {
    this.turn = turn;
    this.options = options;
    this.markOctets = Math.min(MARK_OCTETS, Math.ceil(options.limits.stuckQueue / 4));
    this.strideOctets = STRIDE_MARKS * this.markOctets;
    this.side = side;
  }

  /**
   * Sends octets, the host's from then on. `from` is the endpoint that sent them, which may have to wait; else null. Large ones go in
   * strides with a mark behind each, so that a reader is seen to move within a packet.
   */
  send(link: ServerLink, octets: Uint8Array, from: ServerLink | null): void {
    const { strideOctets } = this;
    if (octets.length <= strideOctets) return this.sendStride(link, octets, from);
    for (let at = 0; at < octets.length; at += strideOctets)
      this.sendStride(link, octets.subarray(at, at + strideOctets), from);
  }

  /** A mark is reached. */
  writable(link: ServerLink): void {
    const left = link.marks?.shift();
    if (left === undefined) return;
    link.queued -= left;
    link.movedAtUs = this.turn.env.nowUs;
    if (link.isFull && link.queued < this.options.limits.stuckQueue / 2) this.relieve(link);
  }

  /** When a link that stands still is dropped; Infinity for one that may stand. */
  dueUs(link: ServerLink): number {
    const isHeld = link.isFull && (link.queued >= this.options.limits.stuckQueue || link.waiting !== null);
    return isHeld ? link.movedAtUs + this.options.stuckUs : Infinity;
  }

  /** Nobody waits for this link any more, and it waits for nobody. */
  forget(link: ServerLink): void {
    this.relieve(link);
    link.marks = null;
  }

  private sendStride(link: ServerLink, octets: Uint8Array, from: ServerLink | null): void {
    if (link.kind === 'over') return;
    this.turn.out.send(link.conn, octets);
    link.queued += octets.length;
    link.unmarked += octets.length;
    if (link.unmarked >= this.markOctets) this.mark(link);
    if (link.queued >= this.options.limits.stuckQueue) this.full(link, from);
  }

  private mark(link: ServerLink): void {
    link.marks ??= [];
    link.marks.push(link.unmarked);
    link.unmarked = 0;
    this.turn.out.drain(link.conn);
  }

  private full(link: ServerLink, from: ServerLink | null): void {
    if (link.queued > this.options.limits.queue) {
      this.side.drop(link, `${link.queued} octets wait for it`);
      return;
    }
    if (!link.isFull) {
      link.isFull = true;
      link.movedAtUs = this.turn.env.nowUs;
    }
    if (from?.kind === 'endpoint') this.hold(link, from);
    this.side.arm(link.conn, this.dueUs(link));
  }

  /** Nodes are never held: what they relay is for many. */
  private hold(link: ServerLink, from: ServerLink): void {
    link.waiting ??= new Set();
    if (link.waiting.has(from)) return;
    link.waiting.add(from);
    from.waitsFor += 1;
    if (from.waitsFor === 1) this.turn.out.pause(from.conn);
  }

  private relieve(link: ServerLink): void {
    link.isFull = false;
    const { waiting } = link;
    link.waiting = null;
    for (const from of waiting ?? []) {
      from.waitsFor -= 1;
      if (from.waitsFor === 0 && from.kind === 'endpoint') this.resume(from);
    }
  }

  private resume(from: ServerLink): void {
    this.turn.out.resume(from.conn);
    this.side.resumed(from);
  }
}
