/**
 * Packets in one piece or in two: a large payload lies apart from its head, so that what goes to many is in memory once.
 * Leaves out where they go (router.ts). Source: spec/cluster.md section 4.1.
 */
import type { ClusterAddress, ClusterMessages } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';

/** A payload up to this goes into each copy of a packet, a larger one is shared by them. Our choice. */
export const SHARED_FROM = 4096;

/** A packet to send: its octets, or where the payload is `shared`, those of its head alone. */
export interface OwnPacket {
  readonly octets: Uint8Array;
  readonly shared: Uint8Array | null;
}

export interface PacketValue {
  readonly verb: number;
  readonly destination: ClusterAddress;
  readonly origin: ClusterAddress;
  readonly payload: Uint8Array;
}

const NO_OCTETS = new Uint8Array(0);

/** A packet of ours. The payload is the packet's from then on. */
export function ownPacket(spec: ClusterMessages['packet'], value: PacketValue): OwnPacket {
  const { payload } = value;
  if (payload.length <= SHARED_FROM) return { octets: encode(spec, value), shared: null };
  const head = encode(spec, { ...value, payload: NO_OCTETS }, { payloadSize: payload.length });
  return { octets: head, shared: payload };
}

/** Its octets in one piece. */
export function wholeOf({ octets, shared }: OwnPacket): Uint8Array {
  if (shared === null) return octets;
  const whole = new Uint8Array(octets.length + shared.length);
  whole.set(octets);
  whole.set(shared, octets.length);
  return whole;
}
