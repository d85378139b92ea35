/**
 * An endpoint: one connection to one node, whatever service it is of. What it sends bears its own address; what comes is an event.
 *
 * It answers no pings but in the dialect seed-strict (row 9), and looks at no verb else: what packets mean is for whoever stands on it.
 * Leaves out the handshake's octets (handshake.ts) and all services. Source: spec/cluster.md sections 3.4, 4.4, 7.5 and 8.
 */
import type { Conn, Env, Input, Machine, Out } from '../../../lib/machine.ts';
import {
  type ClusterAddress,
  type ClusterMessages,
  clusterMessages,
  packetOffsets,
  PacketStream,
  verbs,
} from '../../../protocols/cluster/index.ts';
import { decode, encode } from '../../../wire/index.ts';
import type { EndpointCommand, EndpointEvent, EndpointOptions } from '../types.ts';
import { readAnswer, writeHandshake } from './handshake.ts';

/** The outputs that an endpoint needs. */
export type EndpointOut = Pick<Out<EndpointEvent>, 'connect' | 'send' | 'end' | 'abort' | 'event'>;

/** The connection as far as it is. */
type Connection =
  | { readonly name: 'none' }
  | { readonly name: 'dialling'; readonly conn: Conn; readonly untilUs: number }
  | { readonly name: 'greeting'; readonly conn: Conn; readonly untilUs: number; held: Uint8Array }
  | Open;

interface Open {
  readonly name: 'open';
  readonly conn: Conn;
  readonly self: ClusterAddress;
  readonly node: ClusterAddress;
  readonly stream: PacketStream;
  /** By when the packet under way must be whole; null between packets. */
  wholeByUs: number | null;
}

const NONE: Connection = { name: 'none' };

/** An endpoint of one service. It connects again after it was closed, if it is told to. UsageError for a name that does not fit. */
export class ClusterEndpoint implements Machine<EndpointCommand, EndpointEvent> {
  private readonly options: EndpointOptions;
  private readonly messages: ClusterMessages;
  private readonly handshake: Uint8Array;
  private connection: Connection = NONE;
  private conns = 0;
  private env: Env = { nowUs: 0, wallMs: 0 };
  private out: EndpointOut = null as never;

  constructor(options: EndpointOptions) {
    this.options = options;
    this.messages = clusterMessages(options);
    this.handshake = writeHandshake(this.messages, options.service);
  }

  /** Its own address and its node's; null while it is not connected. */
  view(): { readonly self: ClusterAddress; readonly node: ClusterAddress } | null {
    const { connection } = this;
    return connection.name === 'open' ? { self: connection.self, node: connection.node } : null;
  }

  get wakeAtUs(): number | null {
    const { connection } = this;
    if (connection.name === 'none') return null;
    return connection.name === 'open' ? connection.wholeByUs : connection.untilUs;
  }

  step(input: Input<EndpointCommand>, env: Env, out: EndpointOut): void {
    this.env = env;
    this.out = out;
    switch (input.kind) {
      case 'start':
        return out.event({ kind: 'ready' });
      case 'command':
        return this.command(input.command);
      case 'wake':
        return this.wake();
      case 'connected':
        return this.connected(input.conn);
      case 'refused':
        return this.isAbout(input.conn) ? this.lost(input.reason) : undefined;
      case 'bytes':
        return this.isAbout(input.conn) ? this.bytes(input.data) : undefined;
      case 'eof':
        return this.isAbout(input.conn) ? this.give('end', 'the node ended the connection') : undefined;
      case 'reset':
        return this.isAbout(input.conn) ? this.lost('the connection was reset') : undefined;
      default:
        return;
    }
  }

  private isAbout(conn: Conn): boolean {
    return this.connection.name !== 'none' && this.connection.conn === conn;
  }

  private command(command: EndpointCommand): void {
    switch (command.kind) {
      case 'connect':
        return this.connect(command.at);
      case 'send':
        return this.send(command);
      case 'disconnect':
        return this.disconnect('disconnected');
      case 'stop':
        this.disconnect('the endpoint stops');
        return this.out.event({ kind: 'stopped' });
    }
  }

  private connect(at: Extract<EndpointCommand, { kind: 'connect' }>['at']): void {
    if (this.connection.name !== 'none') {
      this.out.event({ kind: 'refused', reason: 'this endpoint has a connection already' });
      return;
    }
    this.conns += 2;
    const untilUs = this.env.nowUs + this.options.handshakeUs;
    this.connection = { name: 'dialling', conn: this.conns, untilUs };
    this.out.connect(this.conns, at);
  }

  private connected(conn: Conn): void {
    const { connection } = this;
    if (connection.name !== 'dialling' || connection.conn !== conn) return;
    this.connection = { name: 'greeting', conn, untilUs: connection.untilUs, held: new Uint8Array(0) };
    this.out.send(conn, this.handshake.slice());
  }

  private bytes(data: Uint8Array): void {
    const { connection } = this;
    if (connection.name === 'greeting') this.greet(connection, data);
    else if (connection.name === 'open') this.read(connection, data);
  }

  private greet(connection: Extract<Connection, { name: 'greeting' }>, data: Uint8Array): void {
    const octets = new Uint8Array(connection.held.length + data.length);
    octets.set(connection.held);
    octets.set(data, connection.held.length);
    const answer = readAnswer(this.messages, octets);
    if (answer.kind === 'need') connection.held = octets;
    else if (answer.kind === 'refused') this.give('end', answer.reason);
    else this.open(connection.conn, answer, octets.subarray(answer.end));
  }

  private open(conn: Conn, { self, node }: { self: ClusterAddress; node: ClusterAddress }, rest: Uint8Array): void {
    const stream = new PacketStream(this.options, {
      packet: (octets, start, end) => this.packet(octets, start, end),
      fault: () => this.give('abort', `a payload is over ${this.options.payload} octets`),
    });
    const open: Open = { name: 'open', conn, self, node, stream, wholeByUs: null };
    this.connection = open;
    this.out.event({ kind: 'connected', self, node });
    if (rest.length > 0) this.read(open, rest);
  }

  private read(open: Open, data: Uint8Array): void {
    const { count } = open.stream;
    open.stream.push(data);
    if (open.stream.partialOctets === 0) open.wholeByUs = null;
    else if (open.wholeByUs === null || open.stream.count !== count)
      open.wholeByUs = this.env.nowUs + this.options.readUs;
  }

  private packet(octets: Uint8Array, start: number, end: number): void {
    const read = decode(this.messages.packet, octets, start, end);
    if (read.kind !== 'ok') return;
    const { verb, destination: to, origin: from } = read.value;
    const payload = octets.slice(start + packetOffsets.payload, end);
    if (verb === verbs.ping && this.options.dialect === 'seed-strict')
      this.send({ verb: verbs.pingAnswer, to: from, payload });
    this.out.event({ kind: 'message', verb, from, to, payload });
  }

  private send({ verb, to, payload }: Omit<Extract<EndpointCommand, { kind: 'send' }>, 'kind'>): void {
    const { connection } = this;
    if (connection.name !== 'open') return;
    const packet = { verb, destination: to, origin: connection.self, payload };
    this.out.send(connection.conn, encode(this.messages.packet, packet));
  }

  private wake(): void {
    if (this.wakeAtUs === null || this.env.nowUs < this.wakeAtUs) return;
    const isOpen = this.connection.name === 'open';
    this.give('abort', isOpen ? 'a packet did not come to its end' : 'no answer to the handshake');
  }

  private disconnect(reason: string): void {
    // A dialling that is ended leaves nothing to be read by anybody.
    this.give(this.connection.name === 'dialling' ? 'abort' : 'end', reason);
  }

  /** Gives the connection up. */
  private give(how: 'end' | 'abort', reason: string): void {
    if (this.connection.name === 'none') return;
    this.out[how](this.connection.conn);
    this.lost(reason);
  }

  private lost(reason: string): void {
    const { connection } = this;
    this.connection = NONE;
    if (connection.name === 'open') connection.stream.stop();
    this.out.event({ kind: connection.name === 'open' ? 'closed' : 'refused', reason });
  }
}
