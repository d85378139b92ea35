/**
 * A server driven by hand, for tests of its core: a host that writes down what the server asks for, a net part that says what the test
 * wants, and a part that writes down every packet that it is given. Leaves out the real parts. The node is 1 of its net, and online.
 */
import { fromHex, toHex } from '../../lib/hex.ts';
import type { Address, Conn, Input, Out } from '../../lib/machine.ts';
import { addressText, clusterLimits, clusterMessages, verbs, type VerbName } from '../../protocols/cluster/index.ts';
import { parseAddress, serverAddress } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import type { Greeting, Link, NetPart, Packet, ServerCore, ServerPart } from './core.ts';
import { defaultServerOptions } from './defaults.ts';
import { Server } from './server.ts';
import type { ServerCommand, ServerEvent, ServerOptions } from './types.ts';

type OutOf = Out<ServerEvent>;

/** A packet as a test writes it; addresses in sixteen digits. */
export interface Written {
  readonly verb: number;
  readonly to: string;
  readonly from: string;
  readonly payload?: Uint8Array;
}

/** Its octets. */
export function packetOf({ verb, to, from, payload = new Uint8Array(0) }: Written): Uint8Array {
  const { packet } = clusterMessages(clusterLimits);
  return encode(packet, { verb, destination: parseAddress(to), origin: parseAddress(from), payload });
}

export const NODE = addressText(serverAddress(1));
export const HANDSHAKE = '45434c4641555448';
/** A logger's handshake; loggers are endpoints of service 3. */
export const LOGGER = `${HANDSHAKE}03000002`;

/** A node's handshake: its UUID and the one that it means, each told by one octet. */
export const nodeHandshake = (uuid: string, target: string): string =>
  `${HANDSHAKE}00000001${uuid.repeat(16)}${target.repeat(16)}`;

export class Rig {
  readonly server: Server;
  nowUs = 0;
  readonly events: ServerEvent[] = [];
  /** `verb from-kind payload`, of every packet that parts were given. */
  readonly heard: string[] = [];
  readonly over: string[] = [];
  readonly paused = new Set<Conn>();
  readonly ended = new Set<Conn>();
  readonly aborted = new Set<Conn>();
  readonly dialled: { readonly conn: Conn; readonly address: Address }[] = [];
  readonly listeners: { readonly listener: number; readonly address: Address }[] = [];
  /** What the host was asked besides. */
  readonly asked: string[] = [];
  /** Drains that were not answered. */
  readonly drains: Conn[] = [];
  core: ServerCore = null as never;
  greet: NetPart['greet'] = (_link, _uuid, _target, answer) => answer({ kind: 'refuse', reason: 'no test wants it' });
  private readonly sent = new Map<Conn, Uint8Array[]>();
  private conns = -1;
  private readonly out = this.createOut();

  constructor(options: Partial<ServerOptions> = {}) {
    this.server = new Server(
      { ...defaultServerOptions, uuid: '11'.repeat(16), name: 'alpha', ...options },
      {
        net: (core) => this.netPart(core),
        services: () => ({ parts: [this.recorder()], tasksAllowed: true }),
      },
    );
    this.step({ kind: 'start', seed: 1 });
  }

  /** A rig whose node listens at ::. */
  static online(options: Partial<ServerOptions> = {}): Rig {
    const rig = new Rig(options);
    rig.core.goOnline({ host: '::', port: 0 }, serverAddress(1), () => undefined);
    rig.step({ kind: 'listening', listener: 1, address: { host: '::', port: 10666 } });
    return rig;
  }

  step(input: Input<ServerCommand>): void {
    this.server.step(input, { nowUs: this.nowUs, wallMs: 0 }, this.out);
  }

  /** A connection that somebody makes. */
  accept(host = '127.0.0.1'): Conn {
    this.conns += 2;
    this.step({ kind: 'accepted', conn: this.conns, listener: 1, peer: { host, port: 40000 } });
    return this.conns;
  }

  /** Octets as the host gives them: a view into something larger, and gone after the call. */
  bytes(conn: Conn, octets: Uint8Array | string): void {
    const data = Buffer.concat([Buffer.from('xx'), typeof octets === 'string' ? fromHex(octets) : octets]).subarray(2);
    this.step({ kind: 'bytes', conn, data });
    data.fill(0xa5);
  }

  /** An endpoint of a service with that word of three known ones; what it was answered is taken. */
  endpoint(word = 3, host?: string): Conn {
    const conn = this.accept(host);
    this.bytes(conn, `${HANDSHAKE}0${word}000002`);
    this.taken(conn);
    return conn;
  }

  /** A node of the net that has connected: its UUID is its word, told by one octet. */
  node(word: number): Conn {
    const conn = this.accept('10.0.0.2');
    this.greet = (_link, _uuid, _target, answer) => answer({ kind: 'connect', address: serverAddress(word) });
    this.bytes(conn, nodeHandshake(`0${word}`, '11'));
    this.taken(conn);
    return conn;
  }

  packet(conn: Conn, packet: Written): void {
    this.bytes(conn, packetOf(packet));
  }

  /** What was sent on a connection since the last call, in hexadecimal. */
  taken(conn: Conn): string {
    const octets = Buffer.concat(this.sent.get(conn) ?? []);
    this.sent.delete(conn);
    return toHex(octets);
  }

  /** How many pieces were sent on it since the last `taken`. */
  pieces(conn: Conn): number {
    return this.sent.get(conn)?.length ?? 0;
  }

  /** Answers the oldest drain of a connection. */
  writable(conn: Conn): void {
    const index = this.drains.indexOf(conn);
    if (index < 0) throw new Error(`connection ${conn} asked for no drain`);
    this.drains.splice(index, 1);
    this.step({ kind: 'writable', conn });
  }

  /** Lets time pass, with every wake that is asked for. */
  pass(us: number): void {
    const untilUs = this.nowUs + us;
    for (let atUs = this.server.wakeAtUs; atUs !== null && atUs <= untilUs; atUs = this.server.wakeAtUs) {
      this.nowUs = Math.max(this.nowUs, atUs);
      this.step({ kind: 'wake' });
    }
    this.nowUs = untilUs;
  }

  /** Texts of the notices until now. */
  get notices(): string[] {
    return this.events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []));
  }

  private netPart(core: ServerCore): NetPart {
    this.core = core;
    return {
      table: null,
      verbs: {},
      greet: (link, uuid, target, answer: (greeting: Greeting) => void) => this.greet(link, uuid, target, answer),
      ended: (link, kind) => void this.over.push(`${kind} ${addressText(link.address)}`),
    };
  }

  private recorder(): ServerPart {
    const hear = (name: string) => (packet: Packet, from: Link) =>
      void this.heard.push(`${name} ${from.kind} ${toHex(packet.payload)}`.trim());
    return { verbs: Object.fromEntries(Object.keys(verbs).map((name) => [name as VerbName, hear(name)])) };
  }

  private createOut(): OutOf {
    const ask =
      (what: string) =>
      (...args: readonly unknown[]): void =>
        void this.asked.push([what, ...args].join(' '));
    return {
      listen: (listener, address) => void this.listeners.push({ listener, address }),
      unlisten: ask('unlisten'),
      connect: (conn, address) => void this.dialled.push({ conn, address }),
      send: (conn, data) => void this.sent.set(conn, [...(this.sent.get(conn) ?? []), data]),
      drain: (conn) => void this.drains.push(conn),
      end: (conn) => void this.ended.add(conn),
      abort: (conn) => void this.aborted.add(conn),
      pause: (conn) => void this.paused.add(conn),
      resume: (conn) => void this.paused.delete(conn),
      ...{ store: ask('store'), load: ask('load'), run: ask('run') },
      ...{ kill: ask('kill'), remove: ask('remove'), sweep: ask('sweep') },
      event: (event) => void this.events.push(event),
    };
  }
}
