/**
 * The network: hosts by name, listeners, dialling, and hosts that fall silent.
 *
 * An address is a host's name and a port; other names are good as well, for as long as somebody listens on them. All hosts are on one
 * machine as far as loopback goes: 127.0.0.1 and ::1 are whoever listens there, else the host that dials.
 * Leaves out the streams themselves (streams.ts) and faults (link.ts has the rules it asks).
 */
import { assert } from '../src/lib/assert.ts';
import type { Address } from '../src/lib/machine.ts';
import { Kind, type Simulation } from './simulation.ts';
import { Links, quietLink, type LinkOptions, type Rule } from './link.ts';
import { Streams } from './streams.ts';
import type { Socket, SocketUser } from './socket.ts';

/** How long a dial goes unanswered before it fails, as systems do it (Linux: about two minutes). */
const DIAL_TIMEOUT_US = 127_000_000;
const FIRST_FREE_PORT = 20_000;
const FIRST_DIALLING_PORT = 40_000;

/** Names that mean the host itself. */
const LOOPBACK = ['127.0.0.1', '::1'];
/** What a host listens on that takes connections under every name of it. */
const ANY = ['', '0.0.0.0', '::'];

interface Listening {
  readonly host: number;
  readonly user: SocketUser;
  readonly listener: number;
}

export class Network {
  readonly streams: Streams;
  readonly #sim: Simulation;
  readonly #links: Links;
  readonly #names: string[] = [];
  readonly #isDown: boolean[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #listeners = new Map<string, Listening>();
  #hanging: Socket[] = [];
  #portCount = 0;
  #diallingCount = 0;

  /** `optionsOf` gives a direction's properties by host names, asked once for each. */
  constructor(sim: Simulation, optionsOf: (from: string, to: string) => LinkOptions = () => quietLink) {
    this.#sim = sim;
    this.#links = new Links(sim.prng.fork('links'), (host) => this.#names[host]!, optionsOf);
    this.streams = new Streams(sim, this.#links, (from, to) => this.#isBlocked(from, to));
    sim.on(Kind.dial, (id, to) => this.#dialArrives(this.streams.sockets[id]!, to));
    sim.on(Kind.refuse, (id, isTimeout) => this.#refused(this.streams.sockets[id]!, isTimeout === 1));
    sim.on(Kind.dialTimeout, (id) => this.#refused(this.streams.sockets[id]!, true));
  }

  /** Adds a host; its number is its name from then on. */
  addHost(name: string): number {
    assert(!this.#numbers.has(name), `two hosts called ${name}`);
    this.#names.push(name);
    this.#isDown.push(false);
    this.#numbers.set(name, this.#names.length - 1);
    return this.#names.length - 1;
  }

  nameOf(host: number): string {
    return this.#names[host]!;
  }

  /** A host's number; it must be there. */
  numberOf(name: string): number {
    const host = this.#numbers.get(name);
    assert(host !== undefined, `no host called ${name}`);
    return host;
  }

  /** Listens; port 0 is any free one. Null where the address is taken. */
  listen(host: number, user: SocketUser, listener: number, wanted: Address): Address | null {
    const port = wanted.port === 0 ? this.#freePort() : wanted.port;
    const address = { host: ANY.includes(wanted.host) ? this.#names[host]! : wanted.host, port };
    const key = `${address.host}:${port}`;
    if (this.#listeners.has(key)) return null;
    this.#listeners.set(key, { host, user, listener });
    return address;
  }

  /** Ends one listener of a host, or all of them. */
  unlisten(host: number, user: SocketUser, listener?: number): void {
    for (const [key, entry] of this.#listeners) {
      if (entry.host !== host || entry.user !== user) continue;
      if (listener === undefined || entry.listener === listener) this.#listeners.delete(key);
    }
  }

  /** Dials; the user hears `connected` or `refused`, or nothing for as long as the way is silent. */
  dial(host: number, user: SocketUser, address: Address): Socket {
    const to = this.#targetOf(host, address);
    const socket = this.streams.create(host, user, `${this.#names[host]}>${this.#names[to]}`);
    socket.dialled = address;
    this.#sim.trace.note(this.#sim.nowUs, 'dial', socket.name, address.port, 0);
    this.#sim.after(this.#links.delayUs(host, to), Kind.dial, socket.id, to);
    socket.timeout = this.#sim.after(DIAL_TIMEOUT_US, Kind.dialTimeout, socket.id);
    return socket;
  }

  /** Switches a host off: its sockets vanish, its listeners go, and what is sent to it stays without an answer. */
  switchOff(host: number): void {
    this.#isDown[host] = true;
    for (const [key, entry] of this.#listeners) if (entry.host === host) this.#listeners.delete(key);
    for (const socket of this.streams.sockets) if (socket.host === host) this.streams.vanish(socket);
  }

  switchOn(host: number): void {
    this.#isDown[host] = false;
    this.settle();
  }

  install(rule: Rule): void {
    this.#links.install(rule);
  }

  remove(rule: Rule): void {
    this.#links.remove(rule);
    this.settle();
  }

  /** Lets go what was held back and is held back no more; called by itself when a rule goes or a host is switched on. */
  settle(): void {
    const hanging = this.#hanging;
    this.#hanging = [];
    for (const socket of hanging) this.#dialAgain(socket);
    this.streams.settle();
  }

  /** Printable snapshot of what is not closed. */
  describe(): string[] {
    const open = this.streams.sockets.filter((socket) => socket.state !== 'closed');
    return open.map(
      (socket) =>
        `${socket.name} ${socket.state} queued ${socket.queuedOctets} coming ${socket.flightOctets} unread ${socket.unreadOctets}`,
    );
  }

  #isBlocked(from: number, to: number): boolean {
    return this.#isDown[to]! || this.#links.blocks(from, to);
  }

  #freePort(): number {
    this.#portCount += 1;
    return FIRST_FREE_PORT + this.#portCount;
  }

  #dialAgain(socket: Socket): void {
    const to = this.#targetOf(socket.host, socket.dialled!);
    this.#sim.after(this.#links.delayUs(socket.host, to), Kind.dial, socket.id, to);
  }

  #targetOf(from: number, address: Address): number {
    const named = LOOPBACK.includes(address.host) ? undefined : this.#numbers.get(address.host);
    return this.#listeningAt(from, address)?.host ?? named ?? from;
  }

  #listeningAt(from: number, { host, port }: Address): Listening | undefined {
    const own = LOOPBACK.includes(host) ? this.#listeners.get(`${this.#names[from]!}:${port}`) : undefined;
    return this.#listeners.get(`${host}:${port}`) ?? own;
  }

  #dialArrives(socket: Socket, to: number): void {
    if (socket.state !== 'dialling') return;
    if (this.#isBlocked(socket.host, to)) {
      this.#hanging.push(socket);
      return;
    }
    const entry = this.#listeningAt(socket.host, socket.dialled!);
    if (entry === undefined || this.#links.refuses(to)) {
      this.#sim.after(this.#links.delayUs(to, socket.host), Kind.refuse, socket.id, 0);
      return;
    }
    const acceptor = this.streams.create(to, entry.user, `${this.#names[to]}<${this.#names[socket.host]}`);
    this.streams.join(socket, acceptor);
    this.#diallingCount += 1;
    const peer = { host: this.#names[socket.host]!, port: FIRST_DIALLING_PORT + this.#diallingCount };
    entry.user.accepted(acceptor, entry.listener, peer);
  }

  #refused(socket: Socket, isTimeout: boolean): void {
    if (socket.state !== 'dialling') return;
    socket.state = 'closed';
    this.#sim.scheduler.cancel(socket.timeout);
    const reason = isTimeout ? 'connection timed out' : 'connection refused';
    this.#sim.trace.note(this.#sim.nowUs, reason, socket.name, 0, 0);
    if (!socket.isDeaf) socket.user.refused(socket, reason);
  }
}
