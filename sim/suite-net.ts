/**
 * The suite's own ends of connections in a simulation: raw byte streams, every written piece a segment of its own.
 *
 * Leaves out messages: probes give these octets a meaning.
 */
import type { Link, LinkEnd, SuiteListener } from '../src/check/world.ts';
import type { Address } from '../src/lib/machine.ts';
import type { Ground } from './life.ts';
import type { Socket, SocketUser } from './socket.ts';

const LOOPBACK = '127.0.0.1';

type Moment = { readonly data: Uint8Array; readonly atUs: number };

class SuiteLink implements Link {
  readonly id: number;
  readonly received: Moment[] = [];
  readonly sent: Moment[] = [];
  ended: { readonly how: LinkEnd; readonly atUs: number } | null = null;
  /** What the dial came to. */
  dialled: 'waiting' | 'connected' | 'refused' = 'waiting';
  readonly #ground: Ground;
  readonly #socket: Socket;

  constructor(id: number, ground: Ground, socket: Socket) {
    this.id = id;
    this.#ground = ground;
    this.#socket = socket;
  }

  write(pieces: readonly Uint8Array[]): Promise<void> {
    const atUs = this.#ground.sim.nowUs;
    for (const piece of pieces) {
      this.sent.push({ data: piece, atUs });
      this.#ground.network.streams.send(this.#socket, piece.slice(), true);
    }
    return Promise.resolve();
  }

  end(): void {
    this.#ground.network.streams.shutdown(this.#socket);
  }

  abort(): void {
    this.#ground.network.streams.abort(this.#socket);
  }

  pause(): void {
    this.#ground.network.streams.pause(this.#socket);
  }

  resume(): void {
    this.#ground.network.streams.resume(this.#socket);
  }
}

/** The suite's side of a scenario's network. */
export interface SuiteNet {
  /** Starts a dial; the link says what it came to. */
  dial(address: Address): Link & { readonly dialled: 'waiting' | 'connected' | 'refused' };
  listen(): SuiteListener;
  /** Connections, octets and ends that have reached the suite, by count. */
  readonly arrivals: number;
}

/** Makes the suite's host in a simulation; `name` is what others see of it. */
export const createSuiteNet = (ground: Ground, name: string): SuiteNet => {
  const { sim, network } = ground;
  const host = network.addHost(name);
  const links: SuiteLink[] = [];
  const accepted: SuiteLink[][] = [];
  const add = (socket: Socket): SuiteLink => {
    const link = new SuiteLink(links.length + 1, ground, socket);
    socket.label = links.length;
    links.push(link);
    return link;
  };
  let arrivals = 0;
  const linkOf = (socket: Socket): SuiteLink => {
    arrivals += 1;
    return links[socket.label]!;
  };
  const finish = (socket: Socket, how: LinkEnd): void => void (linkOf(socket).ended = { how, atUs: sim.nowUs });
  const user: SocketUser = {
    accepted: (socket, listener) => {
      const link = add(socket);
      arrivals += 1;
      link.dialled = 'connected';
      accepted[listener]!.push(link);
    },
    connected: (socket) => void (linkOf(socket).dialled = 'connected'),
    refused: (socket) => void (linkOf(socket).dialled = 'refused'),
    bytes: (socket, data) => void linkOf(socket).received.push({ data: data.slice(), atUs: sim.nowUs }),
    writable: () => undefined,
    eof: (socket) => finish(socket, 'eof'),
    reset: (socket) => finish(socket, 'reset'),
  };
  return {
    get arrivals() {
      return arrivals;
    },
    dial: (address) => add(network.dial(host, user, address)),
    listen: () => {
      const listener = accepted.push([]) - 1;
      const address = network.listen(host, user, listener, { host: LOOPBACK, port: 0 })!;
      return { address, links: accepted[listener]!, close: () => network.unlisten(host, user, listener) };
    },
  };
};
