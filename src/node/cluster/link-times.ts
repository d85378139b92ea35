/**
 * The times of links: for a handshake, for the rest of a packet, for a queue that stands still. Leaves out what follows when one is over.
 * Source: spec/cluster.md sections 8 and 8.1.
 */
import { Deadlines } from '../../lib/deadlines.ts';
import type { Conn } from '../../lib/machine.ts';
import type { ServerLink } from './link.ts';
import type { Turn } from './turn.ts';
import type { ServerTimers } from './types.ts';

/** What did not come in time. */
export type Late = 'handshake' | 'packet' | 'progress';

export class LinkTimes {
  private readonly turn: Turn;
  private readonly timers: ServerTimers;
  private readonly times = new Deadlines();

  constructor(turn: Turn, timers: ServerTimers) {
    this.turn = turn;
    this.timers = timers;
  }

  get nextUs(): number | null {
    return this.times.nextUs;
  }

  arm(conn: Conn, atUs: number): void {
    if (atUs !== Infinity) this.times.arm(conn, atUs);
  }

  drop(conn: Conn): void {
    this.times.drop(conn);
  }

  /** The handshake begins. */
  greet(link: ServerLink): void {
    link.greetUntilUs = this.turn.env.nowUs + this.timers.handshakeUs;
    this.times.arm(link.conn, link.greetUntilUs);
  }

  /** The first octet of a packet came now. */
  awaitWhole(link: ServerLink): void {
    link.wholeUntilUs = this.turn.env.nowUs + this.timers.readUs;
    this.times.arm(link.conn, link.wholeUntilUs);
  }

  /** Takes the connections that are to be looked at now. */
  due(): Conn[] {
    const due: Conn[] = [];
    const { nowUs } = this.turn.env;
    for (let conn = this.times.due(nowUs); conn !== undefined; conn = this.times.due(nowUs)) due.push(conn);
    return due;
  }

  /** What is late on a link, whose queue must move by `moveUntilUs`; null: nothing, and the next look is arranged. */
  look(link: ServerLink, moveUntilUs: number): Late | null {
    const { nowUs } = this.turn.env;
    // Who is not read from cannot send the rest of its packet.
    const wholeUntilUs = link.waitsFor === 0 ? link.wholeUntilUs : Infinity;
    if (nowUs >= link.greetUntilUs) return 'handshake';
    if (nowUs >= wholeUntilUs) return 'packet';
    if (nowUs >= moveUntilUs) return 'progress';
    this.arm(link.conn, Math.min(link.greetUntilUs, wholeUntilUs, moveUntilUs));
    return null;
  }
}
