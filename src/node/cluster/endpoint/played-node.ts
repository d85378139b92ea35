/**
 * A node played by hand, for tests of an endpoint and of what stands on one: the test answers the handshake, gives packets, lets time pass.
 * Leaves out routing: every packet that the test gives reaches the endpoint.
 */
import { assert } from '../../../lib/assert.ts';
import { encode, decode } from '../../../wire/index.ts';
import type { Machine, Out } from '../../../lib/machine.ts';
import { toHex } from '../../../lib/hex.ts';
import {
  addressText,
  type ClusterAddress,
  clusterLimits,
  clusterMessages,
  parseAddress,
  type VerbName,
  verbName,
  verbs,
} from '../../../protocols/cluster/index.ts';

const messages = clusterMessages(clusterLimits);
const NODE = '0100000000010000';

/** What the endpoint sent: `payload` in hexadecimal. */
export interface Said {
  readonly verb: VerbName | number;
  readonly to: string;
  readonly from: string;
  readonly payload: string;
}

/** A packet as a node sends it, for an endpoint with the address `to`. */
export function packetOctets(verb: number, from: string, to: string, payload: Uint8Array): Uint8Array {
  const [destination, origin] = [parseAddress(to), parseAddress(from)];
  return encode(messages.packet, { verb, destination, origin, payload });
}

export class PlayedNode<Command, Event extends { readonly kind: string }> {
  readonly machine: Machine<Command, Event>;
  readonly events: Event[] = [];
  /** What became of the last connection. */
  ending: 'dialled' | 'end' | 'abort' | null = null;
  nowUs = 0;
  wallMs = 1_651_062_632_000;
  self = '';
  private conn = 0;
  private octets = new Uint8Array(0);
  private readonly out: Out<Event>;

  constructor(machine: Machine<Command, Event>) {
    this.machine = machine;
    const out = {
      connect: (conn: number) => {
        this.conn = conn;
        this.octets = new Uint8Array(0);
        this.ending = 'dialled';
      },
      send: (conn: number, data: Uint8Array) => {
        assert(conn === this.conn, 'it sends on the connection that it dialled');
        this.octets = Buffer.concat([this.octets, data]);
      },
      end: () => (this.ending = 'end'),
      abort: () => (this.ending = 'abort'),
      event: (event: Event) => this.events.push(event),
    };
    this.out = out as unknown as Out<Event>;
    this.give({ kind: 'start', seed: 1 });
  }

  give(input: Parameters<Machine<Command, Event>['step']>[0]): void {
    this.machine.step(input, { nowUs: this.nowUs, wallMs: this.wallMs + Math.floor(this.nowUs / 1000) }, this.out);
  }

  tell(command: Command): void {
    this.give({ kind: 'command', command });
  }

  /** The connection is made; gives the handshake's octets. */
  connected(): string {
    this.give({ kind: 'connected', conn: this.conn });
    const { octets } = this;
    this.octets = new Uint8Array(0);
    return toHex(octets);
  }

  bytes(data: Uint8Array): void {
    this.give({ kind: 'bytes', conn: this.conn, data });
  }

  /** Takes the endpoint in under that address. */
  accept(self: string): string {
    const handshake = this.connected();
    this.self = self;
    this.bytes(encode(messages.handshakeAnswer, { object: parseAddress(self), server: parseAddress(NODE) }));
    return handshake;
  }

  packet(verb: VerbName | number, payload: Uint8Array = new Uint8Array(0), from = NODE): void {
    this.bytes(packetOctets(typeof verb === 'number' ? verb : verbs[verb], from, this.self, payload));
  }

  eof(): void {
    this.give({ kind: 'eof', conn: this.conn });
  }

  reset(): void {
    this.give({ kind: 'reset', conn: this.conn });
  }

  refuse(reason: string): void {
    this.give({ kind: 'refused', conn: this.conn, reason });
  }

  /** Lets time pass, and wakes the machine whenever it wants to be. */
  pass(us: number): void {
    const untilUs = this.nowUs + us;
    for (let atUs = this.machine.wakeAtUs; atUs !== null && atUs <= untilUs; atUs = this.machine.wakeAtUs) {
      this.nowUs = Math.max(this.nowUs, atUs);
      this.give({ kind: 'wake' });
    }
    this.nowUs = untilUs;
  }

  /** Packets since the last call. */
  said(): readonly Said[] {
    const said: Said[] = [];
    let at = 0;
    while (at < this.octets.length) {
      const read = decode(messages.packet, this.octets, at);
      assert(read.kind === 'ok', 'it sends whole packets');
      at = read.end;
      const { verb, destination, origin, payload } = read.value;
      said.push({ verb: verbName(verb) ?? verb, to: text(destination), from: text(origin), payload: toHex(payload) });
    }
    this.octets = new Uint8Array(0);
    return said;
  }

  /** Each packet since the last call as `verb > address payload`. */
  lines(): readonly string[] {
    return this.said().map(({ verb, to, payload }) => `${verb} > ${to} ${payload}`.trimEnd());
  }

  /** Events of a kind so far. */
  of<Kind extends Event['kind']>(kind: Kind): Extract<Event, { readonly kind: Kind }>[] {
    return this.events.filter((event): event is Extract<Event, { readonly kind: Kind }> => event.kind === kind);
  }
}

function text(address: ClusterAddress): string {
  return addressText(address);
}
