/**
 * Handshakes: those that come, and the answers to ours. Any number at a time; who says nothing holds up nobody else.
 * Leaves out what the net says to a node (the net part), words and instances (directory.ts), and what comes after (router.ts).
 * Source: spec/cluster.md section 3; rows 2, 3, 39, 40 and 41 of section 9.
 */
import { clusterMessages, objectOf, objectTypes, readHandshake } from '../../protocols/cluster/index.ts';
import { type ClusterAddress, type Handshake, PacketStream, serverAddress } from '../../protocols/cluster/index.ts';
import { type Uuid, uuidOctets, uuidOf } from '../../protocols/cluster/index.ts';
import { placeFields } from '../../schema/index.ts';
import { decode, encode } from '../../wire/index.ts';
import type { Greeting, Link, Service } from './core.ts';
import type { Directory } from './directory.ts';
import type { ServerLink } from './link.ts';
import type { Turn } from './turn.ts';
import type { ServerOptions } from './types.ts';

/** The identity of a node that joins, and the address of a node that is in no net. Source: 2.1. */
export const JOINER = serverAddress(0);
const REFUSED: ClusterAddress = 0n;

/** What the rest of the server does for its handshakes. */
export interface GreetingSide {
  readonly self: ClusterAddress;
  /** What the net says to a node; `answer` is called once, now or later. */
  greet(link: Link, uuid: Uuid, target: Uuid, answer: (greeting: Greeting) => void): void;
  attach(link: ServerLink, uuid: Uuid, address: ClusterAddress): void;
  endpointUp(address: ClusterAddress, service: Service): void;
  /** Octets that came behind a handshake are packets. */
  receive(link: ServerLink, data: Uint8Array): void;
  /** The link is over, after what is queued. */
  end(link: ServerLink, reason: string): void;
  notice(text: string): void;
}

export class Greeter {
  private readonly turn: Turn;
  private readonly options: ServerOptions;
  private readonly directory: Directory;
  private readonly side: GreetingSide;
  private readonly messages;

  constructor(turn: Turn, options: ServerOptions, directory: Directory, side: GreetingSide) {
    this.turn = turn;
    this.options = options;
    this.directory = directory;
    this.side = side;
    this.messages = clusterMessages(options.limits);
  }

  /** Octets of a link that has no packets yet. */
  take(link: ServerLink, data: Uint8Array): void {
    link.hold(data);
    if (link.stage === 'handshake') this.readRequest(link);
    else if (link.stage === 'answer') this.readAnswer(link);
  }

  /** Says a node's handshake on a link that is connected now. */
  sayRequest(link: ServerLink, uuid: Uuid, target: Uuid): void {
    const value = { type: objectTypes.node, uuid: uuidOctets(uuid), target: uuidOctets(target) };
    link.stage = 'answer';
    this.turn.out.send(link.conn, encode(this.messages.handshakeNode, value));
  }

  /** From now on packets come; those that came already are looked at before the step ends. */
  begin(link: ServerLink): void {
    if (link.stage === 'waiting') this.turn.out.resume(link.conn);
    link.stage = 'packets';
    link.greetUntilUs = Infinity;
    link.stream = new PacketStream(this.options.limits, link);
    const rest = link.release();
    if (rest.length > 0) this.turn.later(() => this.side.receive(link, rest));
  }

  private readRequest(link: ServerLink): void {
    if (this.lacksName(link.held)) return this.refuse(link, 'a custom service without an identifier or a name');
    const result = readHandshake(this.messages, link.held);
    if (result.kind === 'need') return;
    if (result.kind === 'bad') return this.takeFault(link, result.fault.code);
    link.held = link.held.subarray(result.end);
    this.takeRequest(link, result.handshake);
  }

  /** Row 39: refused before the texts are there. */
  private lacksName(held: Uint8Array): boolean {
    const { handshakeHead, handshakeCustom } = this.messages;
    const head = decode(handshakeHead, held);
    if (head.kind !== 'ok' || objectOf(head.value.type) !== 'custom') return false;
    return placeFields(handshakeCustom, held, 0, held.length).some(({ start, end }) => start === end);
  }

  /** No signature, no answer (3.2). */
  private takeFault(link: ServerLink, code: string): void {
    if (code !== 'bad-constant') return this.refuse(link, 'a text that is no UTF-8');
    this.side.notice(`handshake: none from ${link.peer.host}`);
    this.side.end(link, 'no handshake');
  }

  private takeRequest(link: ServerLink, handshake: Handshake): void {
    switch (handshake.object) {
      case 'node':
        return this.takeNode(link, uuidOf(handshake.value.uuid), uuidOf(handshake.value.target));
      case 'service':
        return this.takeEndpoint(link, this.serviceOfType(handshake.value.type));
      case 'custom':
        return this.takeEndpoint(link, this.directory.serviceOf(handshake.value.identifier, handshake.value.name));
      case 'other':
        return this.refuse(link, 'an object type that nobody knows');
    }
  }

  /** Row 41: originals look the low 20 bits up among the services that they have at the time. */
  private serviceOfType(type: number): Service | null {
    const isKnown = type === objectTypes.jobClient || type === objectTypes.jobHost || type === objectTypes.logger;
    if (this.options.dialect === 'seed-strict' && !isKnown) return null;
    return this.directory.serviceByWord(type & 0xf_ffff);
  }

  /**
   * Row 2, row 3: any number of clients and hosts, each with an instance of its own from 1, in both dialects.
   * Ambiguity: seed-strict may give the first one 0; the page prefers the other reading.
   */
  private takeEndpoint(link: ServerLink, service: Service | null): void {
    if (service === null) return this.refuse(link, 'a service that is not there');
    const address = this.directory.register(link, service, Number((this.side.self >> 16n) & 0xffffn));
    if (address === null) return this.refuse(link, 'no instance is left');
    link.kind = 'endpoint';
    this.answer(link, address, this.side.self);
    this.begin(link);
    this.side.endpointUp(address, service);
  }

  private takeNode(link: ServerLink, uuid: Uuid, target: Uuid): void {
    this.wait(link);
    // Its handshake is whole; what the net has to find out first (8.1) has a time of its own.
    link.greetUntilUs = Infinity;
    this.side.greet(link, uuid, target, (greeting) => {
      if (link.kind === 'new' && link.stage === 'waiting') this.decided(link, uuid, greeting);
    });
  }

  private decided(link: ServerLink, uuid: Uuid, greeting: Greeting): void {
    if (greeting.kind === 'refuse') return this.refuse(link, greeting.reason);
    if (greeting.kind === 'join') {
      link.kind = 'joiner';
      link.uuid = uuid;
      this.answer(link, JOINER, this.side.self);
    } else {
      this.answer(link, greeting.address, this.side.self);
      this.side.attach(link, uuid, greeting.address);
    }
    this.begin(link);
  }

  private readAnswer(link: ServerLink): void {
    const result = decode(this.messages.handshakeAnswer, link.held);
    if (result.kind === 'need') return;
    if (result.kind === 'bad') return this.side.end(link, 'no answer to a handshake');
    const { object, server } = result.value;
    link.held = link.held.subarray(result.end);
    this.wait(link);
    const told = link.whenDialled;
    link.whenDialled = null;
    told?.({ kind: 'answered', link, object, server });
  }

  /** Until somebody decides, nothing more is read; the time for the handshake goes on. */
  private wait(link: ServerLink): void {
    link.stage = 'waiting';
    this.turn.out.pause(link.conn);
  }

  private refuse(link: ServerLink, reason: string): void {
    this.side.notice(`handshake refused: ${reason}, from ${link.peer.host}`);
    this.answer(link, REFUSED, REFUSED);
    this.side.end(link, reason);
  }

  private answer(link: ServerLink, object: ClusterAddress, server: ClusterAddress): void {
    this.turn.out.send(link.conn, encode(this.messages.handshakeAnswer, { object, server }));
  }
}
