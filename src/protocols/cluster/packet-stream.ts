/**
 * Finds the packets of a byte stream where they lie: a packet that is whole in what arrived is neither copied nor turned into a value.
 * Keeps at most one incomplete packet, in memory for the octets that arrived, never for those that were claimed.
 * Leaves out what a packet means. Where the fields of its head stand comes from its declaration. Source: spec/cluster.md section 4.1.
 */
import { assert } from '../../lib/assert.ts';
import { octetsOf, placeFields } from '../../schema/index.ts';
import type { Fault } from '../../wire/index.ts';
import { clusterLimits, type ClusterLimits } from './limits.ts';
import { clusterMessages, type ClusterMessages } from './messages.ts';

type PacketField = keyof ClusterMessages['packet']['fields'];

/** Octets from the first one of a packet to each of its fields; all but the payload are always there. */
export const packetOffsets: Readonly<Record<PacketField, number>> = offsetsOfPacket();

const SIZE_AT = packetOffsets.payloadSize;
const SIZE_END = SIZE_AT + octetsOf.u32;
const HEAD = packetOffsets.payload;

/** Octets of the first piece of memory for an incomplete packet, and of what is kept for the next one. Our choice. */
const FIRST_HELD = 64;
const HELD_KEPT = 1024;
/** Octets of a payload from which on putting it behind its head costs more than looking at two places. Our choice. */
const PARTED_FROM = 4096;
const NOTHING = new Uint8Array(0);

/** Where a stream puts what it finds. */
export interface PacketSink {
  /** A whole packet lies from `start` up to `end`, during the call only. */
  packet(octets: Uint8Array, start: number, end: number): void;
  /**
   * A large packet whose head came alone and whose payload came in one piece: both as they lie, during the call only. Where a sink has no
   * such method, they are put together.
   */
  parted?(head: Uint8Array, payload: Uint8Array): void;
  /** The stream is not to be understood any further; nothing comes after. */
  fault(fault: Fault): void;
}

/** One direction of a connection after its handshake. Fault: size-over-limit. It throws nothing for a peer's octets. */
export class PacketStream {
  private readonly max: number;
  private readonly sink: PacketSink;
  private held = NOTHING;
  private heldSize = 0;
  private stopped = false;
  private packets = 0;

  constructor(limits: ClusterLimits, sink: PacketSink) {
    this.max = limits.payload;
    this.sink = sink;
  }

  /** Octets that are there of a packet that is not whole. */
  get partialOctets(): number {
    return this.heldSize;
  }

  /** Packets found until now. */
  get count(): number {
    return this.packets;
  }

  /** Takes what arrived; the octets are looked at during the call only. Not to be called from the sink. */
  push(data: Uint8Array): void {
    const end = data.length;
    let at = this.heldSize > 0 ? this.complete(data) : 0;
    while (!this.stopped && end - at >= HEAD) {
      const next = at + HEAD + u32At(data, at + SIZE_AT);
      if (next > end) break;
      if (next - at - HEAD > this.max) return this.fail(next - at - HEAD);
      this.packets += 1;
      this.sink.packet(data, at, next);
      at = next;
    }
    if (at < end && !this.stopped) this.hold(data, at, end);
  }

  /** Nothing is said afterwards, not even the rest of what is being pushed. */
  stop(): void {
    this.stopped = true;
    this.held = NOTHING;
    this.heldSize = 0;
  }

  /** Adds what the incomplete packet lacks, says it if it is whole then; gives the offset of what is left. */
  private complete(data: Uint8Array): number {
    let at = 0;
    while (at < data.length && this.heldSize > 0) {
      if (this.isParted(data.length - at)) {
        at += this.sayParted(data, at);
        continue;
      }
      const whole = this.heldSize < HEAD ? HEAD : HEAD + u32At(this.held, SIZE_AT);
      const next = Math.min(data.length, at + whole - this.heldSize);
      this.hold(data, at, next);
      at = next;
      this.sayWhole();
    }
    return at;
  }

  /** Whether the head alone is held, and the whole of a large payload is among the `left` octets that follow. */
  private isParted(left: number): boolean {
    if (this.heldSize !== HEAD || this.sink.parted === undefined) return false;
    const size = u32At(this.held, SIZE_AT);
    return size >= PARTED_FROM && size <= left;
  }

  private sayParted(data: Uint8Array, at: number): number {
    const size = u32At(this.held, SIZE_AT);
    this.heldSize = 0;
    this.packets += 1;
    this.sink.parted?.(this.held.subarray(0, HEAD), new Uint8Array(data.buffer, data.byteOffset + at, size));
    return size;
  }

  private sayWhole(): void {
    const { held, heldSize } = this;
    if (heldSize < HEAD || heldSize < HEAD + u32At(held, SIZE_AT)) return;
    this.heldSize = 0;
    if (held.length > HELD_KEPT) this.held = NOTHING;
    this.packets += 1;
    this.sink.packet(held, 0, heldSize);
  }

  private hold(data: Uint8Array, at: number, end: number): void {
    const size = this.heldSize + end - at;
    if (size > this.held.length) {
      const larger = new Uint8Array(Math.max(FIRST_HELD, size, this.heldSize * 2));
      larger.set(this.held.subarray(0, this.heldSize));
      this.held = larger;
    }
    this.held.set(data.subarray(at, end), this.heldSize);
    this.heldSize = size;
    if (size < SIZE_END) return;
    const claimed = u32At(this.held, SIZE_AT);
    if (claimed > this.max) this.fail(claimed);
  }

  private fail(seen: number): void {
    this.stop();
    this.sink.fault({
      code: 'size-over-limit',
      message: 'packet',
      field: 'payloadSize',
      offset: SIZE_AT,
      seen,
      wanted: this.max,
    });
  }
}

/** Reads four octets of a packet. They must be there. */
export function u32At(octets: Uint8Array, at: number): number {
  return (
    ((octets[at] as number) |
      ((octets[at + 1] as number) << 8) |
      ((octets[at + 2] as number) << 16) |
      ((octets[at + 3] as number) << 24)) >>>
    0
  );
}

/** Writes four octets of a packet. */
export function setU32At(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value;
  octets[at + 1] = value >>> 8;
  octets[at + 2] = value >>> 16;
  octets[at + 3] = value >>> 24;
}

function offsetsOfPacket(): Record<PacketField, number> {
  const { packet } = clusterMessages(clusterLimits);
  assert(packet.byteOrder === 'le', 'packets are read in the order of octets of their declaration');
  const head = new Uint8Array(Object.keys(packet.fields).length * octetsOf.u64);
  const placed = placeFields(packet, head, 0, head.length);
  return Object.fromEntries(placed.map(({ name, start }) => [name, start])) as Record<PacketField, number>;
}
