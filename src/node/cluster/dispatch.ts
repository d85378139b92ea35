/**
 * Packets for this node itself: who may send them (`serverVerbs`), whether their payload is long enough, and which part acts on them.
 * Leaves out what a verb does (the parts), and pings aside, every answer. Source: spec/cluster.md sections 4.2, 5.1 and 8; rows 8 and 38.
 */
import { clusterMessages, isUserVerb, packetOffsets, readPayload, u32At } from '../../protocols/cluster/index.ts';
import { type Audience, type ClusterAddress, type Sender, serverVerbs } from '../../protocols/cluster/index.ts';
import { verbClass, verbClasses, verbName, type VerbName, verbs } from '../../protocols/cluster/index.ts';
import type { Packet, ServerPart } from './core.ts';
import type { ServerLink } from './link.ts';
import type { ServerOptions } from './types.ts';

export interface DispatchSide {
  /** The host where this node listens; what comes from there comes from this machine. */
  readonly listenHost: string | null;
  readonly parts: readonly ServerPart[];
  answerPing(packet: Packet, from: ServerLink): void;
  notice(text: string): void;
}

export class Dispatcher {
  private readonly options: ServerOptions;
  private readonly side: DispatchSide;
  private readonly messages;

  constructor(options: ServerOptions, side: DispatchSide) {
    this.options = options;
    this.side = side;
    this.messages = clusterMessages(options.limits);
  }

  /** A packet from a link. Octets are valid during the call only. */
  take(from: ServerLink, octets: Uint8Array, start: number, end: number): void {
    this.takePacket(from, packetAt(octets, start, end));
  }

  /** The same in two pieces. */
  takeParted(from: ServerLink, head: Uint8Array, payload: Uint8Array): void {
    this.takePacket(from, { ...packetAt(head, 0, head.length), payload });
  }

  private takePacket(from: ServerLink, packet: Packet): void {
    if (from.heard !== null) return from.heard(packet);
    if (verbClass(packet.verb) === verbClasses.common && packet.verb !== verbs.ping) return;
    const name = this.admitted(from, packet);
    if (name === 'ping') this.side.answerPing(packet, from);
    else if (name !== null) this.act(name, packet, from);
  }

  /** A packet of this node for itself; `own` stands for its link. Classes 00 and 01 are not acted on (4.3). */
  takeOwn(own: ServerLink, octets: Uint8Array): void {
    const packet = packetAt(octets, 0, octets.length);
    const group = verbClass(packet.verb);
    if (group === verbClasses.common || group === verbClasses.net) return;
    const name = verbName(packet.verb);
    if (name !== undefined) this.act(name, packet, own);
  }

  private act(name: VerbName, packet: Packet, from: ServerLink): void {
    for (const part of this.side.parts) part.verbs[name]?.(packet, from);
  }

  /** The name of a verb that its sender may send us with that payload; else null, and a notice where it is no verb of users. */
  private admitted(from: ServerLink, packet: Packet): VerbName | null {
    const name = verbName(packet.verb);
    const audience = name === undefined ? undefined : serverVerbs[name];
    if (name === undefined || audience === undefined) return this.dropped(packet, from, 'is nothing for a node');
    if (!audience.from.includes(from.kind as Sender)) return this.dropped(packet, from, `is not taken from its kind`);
    if (!this.isTrusted(audience, from)) return this.dropped(packet, from, 'is not taken from whom nobody trusts');
    return this.isShort(packet) ? this.dropped(packet, from, 'has a payload that is too short') : name;
  }

  /**
   * Row 38. That a text is no UTF-8 is left to the part that reads it.
   * Ambiguity: row 38 drops short records of log too, section 5.5 has them not looked at by nodes; we pass them on as they came.
   */
  private isShort({ verb, payload }: Packet): boolean {
    if (verbClass(verb) === verbClasses.log) return false;
    const read = readPayload(this.messages, verb, payload);
    return read.kind === 'bad' && read.fault.code === 'out-of-bounds';
  }

  private isTrusted({ isTrusted }: Audience, from: ServerLink): boolean {
    if (isTrusted !== true || from.kind === 'node') return true;
    const { trusted } = this.options.policy;
    return trusted === 'any' || (trusted === 'loopback' && this.isHere(from.peer.host));
  }

  private isHere(host: string): boolean {
    return host === '::1' || /^(::ffff:)?127\./.test(host) || host === this.side.listenHost;
  }

  private dropped(packet: Packet, from: ServerLink, why: string): null {
    if (isUserVerb(packet.verb)) return null;
    const verb = packet.verb.toString(16).padStart(8, '0');
    this.side.notice(`packet dropped: ${verb} ${why} (${from.kind} at ${from.peer.host})`);
    return null;
  }
}

/** The packet that lies there. Its payload is a view of another kind than the host's buffers, whose `slice` does not copy. */
function packetAt(octets: Uint8Array, start: number, end: number): Packet {
  const at = octets.byteOffset + start + packetOffsets.payload;
  return {
    verb: u32At(octets, start + packetOffsets.verb),
    destination: addressAt(octets, start + packetOffsets.destination),
    origin: addressAt(octets, start + packetOffsets.origin),
    payload: new Uint8Array(octets.buffer, at, end - start - packetOffsets.payload),
  };
}

function addressAt(octets: Uint8Array, at: number): ClusterAddress {
  return (BigInt(u32At(octets, at + 4)) << 32n) | BigInt(u32At(octets, at));
}
