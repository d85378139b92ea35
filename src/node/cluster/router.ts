/**
 * Where packets go. On the way of a packet from one link to another nothing is made: its head is read where it lies, and the packets
 * that follow each other to the same link leave as one piece.
 * Leaves out what a packet for this node does (dispatch.ts). Source: spec/cluster.md sections 4.2 and 4.3, in that order.
 */
import { isUserVerb, packetOffsets, setU32At, u32At, verbClass, verbClasses } from '../../protocols/cluster/index.ts';
import type { Directory } from './directory.ts';
import type { ServerLink } from './link.ts';
import { type OwnPacket, SHARED_FROM, wholeOf } from './own-packets.ts';
import type { Links } from './links.ts';
import type { Outbox } from './outbox.ts';

const VERB = packetOffsets.verb;
const TO_LOW = packetOffsets.destination;
const TO_HIGH = packetOffsets.destination + 4;
const FROM_LOW = packetOffsets.origin;
const FROM_HIGH = packetOffsets.origin + 4;
const HEAD = packetOffsets.payload;

/** The upper half of the address of every node's server. */
const SERVER_HIGH = 0x0100_0000;

export interface RouterSide {
  /** A packet for this node. Octets are valid during the call only. */
  local(from: ServerLink, octets: Uint8Array, start: number, end: number): void;
  /** The same in two pieces. */
  localParted(from: ServerLink, head: Uint8Array, payload: Uint8Array): void;
  /** A packet from an endpoint that bears somebody else's address. */
  forged(from: ServerLink): void;
}

export interface Ways {
  readonly links: Links;
  readonly directory: Directory;
  readonly outbox: Outbox;
}

const NO_OCTETS: Uint8Array = new Uint8Array(0);

export class Router {
  private readonly ways: Ways;
  private readonly side: RouterSide;
  private node = 0;

  /** What is being looked through, and the run of packets in it that goes to one link. */
  private chunk = NO_OCTETS;
  private runTo: ServerLink | null = null;
  private runFrom: ServerLink | null = null;
  private runStart = 0;
  private runEnd = 0;

  /** The last destination that was one link. */
  private lastLow = -1;
  private lastHigh = -1;
  private lastTo: ServerLink | null = null;

  constructor(ways: Ways, side: RouterSide) {
    this.ways = ways;
    this.side = side;
  }

  /** The word of this node; 0 while it is in no net, and everything is for itself. */
  setNode(node: number): void {
    this.node = node;
    this.forget();
  }

  /** Links have come or gone. */
  forget(): void {
    this.lastLow = -1;
    this.lastHigh = -1;
    this.lastTo = null;
  }

  /** Looks through octets of a link that has packets. They are valid during the call only. */
  push(from: ServerLink, data: Uint8Array): void {
    this.chunk = data;
    from.stream?.push(data);
    this.flush();
    this.chunk = NO_OCTETS;
  }

  /** A packet that came on a link. */
  packet(from: ServerLink, octets: Uint8Array, start: number, end: number): void {
    const low = u32At(octets, start + TO_LOW);
    const high = u32At(octets, start + TO_HIGH);
    if (from.kind === 'endpoint' && !isFrom(from, octets, start)) return this.side.forged(from);
    if (from.heard !== null || this.isOurs(u32At(octets, start + VERB), low, high)) {
      this.flush();
      return this.side.local(from, octets, start, end);
    }
    const to = low === this.lastLow && high === this.lastHigh ? this.lastTo : this.find(low, high);
    if (to !== null) this.forward(from, to, octets, start, end);
    else if (this.isMany(low)) this.spread(from, copyOf(octets, start, end), null, low, high);
  }

  /** A packet that came on a link in two pieces, which are put together where they go on. */
  parted(from: ServerLink, head: Uint8Array, payload: Uint8Array): void {
    const isOurs = this.isOurs(u32At(head, VERB), u32At(head, TO_LOW), u32At(head, TO_HIGH));
    const isGood = from.kind !== 'endpoint' || isFrom(from, head, 0);
    if (isGood && (from.heard !== null || isOurs)) {
      this.flush();
      return this.side.localParted(from, head, payload);
    }
    const whole = wholeOf({ octets: head, shared: payload });
    this.packet(from, whole, 0, whole.length);
  }

  /** Sends a packet of this node's own, which is given away. False: it is for this node itself. */
  route({ octets, shared }: OwnPacket): boolean {
    const low = u32At(octets, TO_LOW);
    const high = u32At(octets, TO_HIGH);
    if (this.isSelf(low, high)) return false;
    const to = this.find(low, high);
    if (to !== null) {
      this.ways.outbox.send(to, octets, null);
      if (shared !== null) this.ways.outbox.send(to, shared, null);
    } else if (this.isMany(low)) this.spread(null, octets, shared, low, high);
    return true;
  }

  /** Control of the net is for the node that reads it (row 10: but for user verbs of that shape), all else by its destination. */
  private isOurs(verb: number, low: number, high: number): boolean {
    return (verbClass(verb) === verbClasses.net && !isUserVerb(verb)) || this.isSelf(low, high);
  }

  private isSelf(low: number, high: number): boolean {
    return high === SERVER_HIGH && low === this.node * 0x1_0000;
  }

  /** Whether a destination may have many takers: node 0 whatever the rest, or instance 0 of this node. */
  private isMany(low: number): boolean {
    const node = low >>> 16;
    return node === 0 || (node === this.node && (low & 0xffff) === 0);
  }

  /** The one link of a destination; null where there is none, or may be many. */
  private find(low: number, high: number): ServerLink | null {
    if (this.isMany(low)) return null;
    const node = low >>> 16;
    const to = node === this.node ? this.ways.directory.linkAt(high, low) : this.ways.links.ofNode(node);
    this.lastLow = low;
    this.lastHigh = high;
    this.lastTo = to;
    return to;
  }

  private forward(from: ServerLink, to: ServerLink, octets: Uint8Array, start: number, end: number): void {
    if (to === this.runTo && octets === this.chunk && start === this.runEnd) {
      this.runEnd = end;
      return;
    }
    this.flush();
    if (octets === this.chunk) {
      this.runTo = to;
      this.runFrom = from;
      this.runStart = start;
      this.runEnd = end;
    } else this.ways.outbox.send(to, copyOf(octets, start, end), from);
  }

  private flush(): void {
    const to = this.runTo;
    if (to === null) return;
    this.runTo = null;
    this.ways.outbox.send(to, copyOf(this.chunk, this.runStart, this.runEnd), this.runFrom);
  }

  /** Every other node, or every endpoint of a service here; each gets a copy with its own address as the destination. */
  private spread(
    from: ServerLink | null,
    octets: Uint8Array,
    given: Uint8Array | null,
    low: number,
    high: number,
  ): void {
    this.flush();
    const shared = given ?? (octets.length - HEAD > SHARED_FROM ? octets.subarray(HEAD) : null);
    const targets = low >>> 16 === 0 ? this.ways.links.nodes() : this.ways.directory.linksOf(high);
    for (const to of targets) this.copy(from, to, octets, shared);
  }

  private copy(from: ServerLink | null, to: ServerLink, octets: Uint8Array, shared: Uint8Array | null): void {
    const copy = copyOf(octets, 0, shared === null ? octets.length : HEAD);
    setU32At(copy, TO_LOW, to.low);
    setU32At(copy, TO_HIGH, to.high);
    this.ways.outbox.send(to, copy, from);
    if (shared !== null) this.ways.outbox.send(to, shared, from);
  }
}

function isFrom(from: ServerLink, octets: Uint8Array, start: number): boolean {
  return u32At(octets, start + FROM_LOW) === from.low && u32At(octets, start + FROM_HIGH) === from.high;
}

/** `slice` of a buffer of the host would be a view. */
function copyOf(octets: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(octets.subarray(start, end));
}
