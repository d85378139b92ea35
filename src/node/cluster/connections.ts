/**
 * The connections of a server through their lives: accepted or dialled, greeted, served with packets, over.
 * Leaves out what the pieces do that it puts together: greeting.ts, router.ts, dispatch.ts, outbox.ts, directory.ts, links.ts.
 * Source: spec/cluster.md sections 3, 4, 7.4, 8 and 8.1.
 */
import type { Address, Input } from '../../lib/machine.ts';
import { addressText, clusterMessages, partsOf, verbs } from '../../protocols/cluster/index.ts';
import type { ClusterAddress, Uuid } from '../../protocols/cluster/index.ts';
import type { Fault } from '../../wire/index.ts';
import type { Dialled, LinkKind, Packet } from './core.ts';
import { Directory, type Registered } from './directory.ts';
import { Dispatcher } from './dispatch.ts';
import { Greeter, type GreetingSide, JOINER } from './greeting.ts';
import { type LinkOwner, ServerLink } from './link.ts';
import { LinkTimes } from './link-times.ts';
import { Links } from './links.ts';
import { Outbox } from './outbox.ts';
import { ownPacket, wholeOf } from './own-packets.ts';
import { Router } from './router.ts';
import type { ConnectionsSide } from './connections-side.ts';
import type { Turn } from './turn.ts';
import type { ServerOptions } from './types.ts';

/** What happens to connections. */
export type ConnectionInput = Extract<Input<never>, { readonly conn: number }>;

/** What a link was before it was over. */
interface Past {
  readonly kind: LinkKind;
  readonly wasNode: boolean;
  readonly endpoint: Registered | undefined;
}

export class Connections implements LinkOwner {
  readonly directory = new Directory();
  readonly links = new Links();
  /** Stands for this node where it sends to itself. */
  readonly own: ServerLink;
  private readonly turn: Turn;
  private readonly side: ConnectionsSide;
  private readonly times: LinkTimes;
  private readonly outbox: Outbox;
  private readonly router: Router;
  private readonly dispatcher: Dispatcher;
  private readonly greeter: Greeter;
  private readonly packetSpec;
  private dialled = 0;

  constructor(turn: Turn, options: ServerOptions, side: ConnectionsSide) {
    this.turn = turn;
    this.side = side;
    this.packetSpec = clusterMessages(options.limits).packet;
    this.own = new ServerLink(0, { host: '', port: 0 }, false, this);
    this.own.kind = 'node';
    this.own.uuid = options.uuid;
    this.own.setAddress(JOINER);
    const { limits, timers } = options;
    this.times = new LinkTimes(turn, timers);
    this.outbox = new Outbox(turn, { limits, stuckUs: timers.stuckUs }, this.outboxSide());
    const { links, directory, outbox } = this;
    this.router = new Router({ links, directory, outbox }, this.routerSide());
    this.dispatcher = new Dispatcher(options, this.dispatchSide());
    this.greeter = new Greeter(turn, options, directory, this.greetingSide());
  }

  get self(): ClusterAddress {
    return this.own.address;
  }

  /** Who this node is from now on. */
  set self(address: ClusterAddress) {
    this.own.setAddress(address);
    this.router.setNode(partsOf(address).node);
  }

  get nextUs(): number | null {
    return this.times.nextUs;
  }

  take(input: ConnectionInput): void {
    if (input.kind === 'accepted') return this.accept(new ServerLink(input.conn, input.peer, false, this));
    const link = this.links.get(input.conn);
    if (link === undefined) return;
    switch (input.kind) {
      case 'connected':
        return link.whenConnected?.();
      case 'bytes':
        return link.stage === 'packets' ? this.receive(link, input.data) : this.greeter.take(link, input.data);
      case 'writable':
        return this.outbox.writable(link);
      case 'eof':
        return this.end(link, 'the peer ended');
      case 'refused':
        return this.over(link, input.reason);
      case 'reset':
        return this.over(link, 'reset');
    }
  }

  /** Does what is due. */
  wake(): void {
    for (const conn of this.times.due()) {
      const link = this.links.get(conn);
      if (link !== undefined) this.look(link);
    }
  }

  dial(at: Address, uuid: Uuid, target: Uuid, done: (dialled: Dialled) => void): void {
    this.dialled += 2;
    const link = new ServerLink(this.dialled, at, true, this);
    link.whenDialled = done;
    link.whenConnected = () => this.greeter.sayRequest(link, uuid, target);
    this.accept(link);
    this.turn.out.connect(link.conn, at);
  }

  attach(link: ServerLink, uuid: Uuid, address: ClusterAddress): void {
    if (link.kind !== 'new') return;
    link.kind = 'node';
    this.links.attach(link, uuid, address);
    this.router.forget();
    if (link.isDialled) this.greeter.begin(link);
    this.side.tell({ kind: 'node-up', uuid, address });
  }

  detach(link: ServerLink): void {
    this.router.forget();
    if (this.links.detach(link)) this.tellNodeDown(link);
  }

  join(link: ServerLink, heard: (packet: Packet) => void, ended: () => void): void {
    if (link.kind !== 'new') return;
    link.kind = 'joiner';
    link.heard = heard;
    link.whenOver = ended;
    this.greeter.begin(link);
  }

  route(verb: number, destination: ClusterAddress, payload: Uint8Array): void {
    const packet = ownPacket(this.packetSpec, { verb, destination, origin: this.self, payload });
    if (!this.router.route(packet)) this.dispatcher.takeOwn(this.own, wholeOf(packet));
  }

  send(link: ServerLink, verb: number, payload: Uint8Array, destination: ClusterAddress): void {
    const packet = ownPacket(this.packetSpec, { verb, destination, origin: this.self, payload });
    if (link === this.own) return this.dispatcher.takeOwn(this.own, wholeOf(packet));
    this.outbox.send(link, packet.octets, null);
    if (packet.shared !== null) this.outbox.send(link, packet.shared, null);
  }

  /** Ends a link after what is queued. */
  end(link: ServerLink, reason: string): void {
    if (link.kind === 'over') return;
    if (link.stage === 'dialling') this.turn.out.abort(link.conn);
    else this.turn.out.end(link.conn);
    this.over(link, reason);
  }

  /** Ends every link. */
  endAll(reason: string): void {
    for (const link of [...this.links.all()]) this.end(link, reason);
  }

  packet(link: ServerLink, octets: Uint8Array, start: number, end: number): void {
    this.router.packet(link, octets, start, end);
  }

  parted(link: ServerLink, head: Uint8Array, payload: Uint8Array): void {
    this.router.parted(link, head, payload);
  }

  fault(link: ServerLink, { field, seen }: Fault): void {
    this.side.notice(`packet over the limit: ${field} ${seen}, from ${link.peer.host}`);
    this.end(link, 'a packet over the limit');
  }

  private accept(link: ServerLink): void {
    this.links.add(link);
    this.times.greet(link);
  }

  /** A packet under way must be whole in time; its first octet came now, unless none was finished meanwhile. */
  private receive(link: ServerLink, data: Uint8Array): void {
    const { stream } = link;
    if (stream === null || link.kind === 'over') return;
    const { count, partialOctets } = stream;
    this.router.push(link, data);
    if (stream.count !== count) link.heardAtUs = this.turn.env.nowUs;
    if (stream.partialOctets === 0) link.wholeUntilUs = Infinity;
    else if (stream.count !== count || partialOctets === 0) this.times.awaitWhole(link);
  }

  private look(link: ServerLink): void {
    const late = this.times.look(link, this.outbox.dueUs(link));
    if (late === 'progress') this.drop(link, 'it does not move');
    else if (late !== null) {
      this.side.notice(`late: the rest of a ${late} did not come, ${link.kind} at ${link.peer.host}`);
      this.end(link, `the rest of a ${late} did not come in time`);
    }
  }

  private drop(link: ServerLink, reason: string): void {
    this.side.notice(`slow reader dropped: ${reason}, ${link.kind} ${addressText(link.address)}`);
    this.turn.out.abort(link.conn);
    this.over(link, 'a slow reader');
  }

  /** Nothing more comes from it and nothing goes to it; who wants to know is told before the step ends. */
  private over(link: ServerLink, reason: string): void {
    const { kind } = link;
    link.kind = 'over';
    link.stream?.stop();
    this.times.drop(link.conn);
    this.links.remove(link);
    this.outbox.forget(link);
    this.router.forget();
    const wasNode = this.links.detach(link);
    const endpoint = kind === 'endpoint' ? this.directory.leave(link) : undefined;
    this.turn.later(() => this.tellOver(link, { kind, wasNode, endpoint }, reason));
  }

  private tellOver(link: ServerLink, { kind, wasNode, endpoint }: Past, reason: string): void {
    if (wasNode) this.tellNodeDown(link);
    if (endpoint !== undefined) {
      const { address, service } = endpoint;
      this.side.tell({ kind: 'endpoint-down', address, service: service.identifier });
    }
    const { whenDialled, whenOver } = link;
    link.whenDialled = null;
    whenDialled?.({ kind: 'failed', reason });
    whenOver?.();
    for (const part of this.side.parts) part.ended?.(link, kind);
  }

  private tellNodeDown({ uuid, address }: ServerLink): void {
    if (uuid !== null) this.side.tell({ kind: 'node-down', uuid, address });
  }

  private outboxSide() {
    return {
      drop: (link: ServerLink, reason: string) => this.drop(link, reason),
      arm: (conn: number, atUs: number) => this.times.arm(conn, atUs),
      resumed: (link: ServerLink) => {
        if (link.wholeUntilUs !== Infinity) this.times.awaitWhole(link);
      },
    };
  }

  private routerSide() {
    return {
      local: (from: ServerLink, octets: Uint8Array, start: number, end: number) =>
        this.dispatcher.take(from, octets, start, end),
      localParted: (from: ServerLink, head: Uint8Array, payload: Uint8Array) =>
        this.dispatcher.takeParted(from, head, payload),
      forged: (from: ServerLink) =>
        this.side.notice(`packet dropped: not under its own address, ${addressText(from.address)}`),
    };
  }

  private dispatchSide() {
    const { side } = this;
    return {
      get listenHost() {
        return side.listenHost;
      },
      get parts() {
        return side.parts;
      },
      answerPing: (packet: Packet, from: ServerLink) => this.answerPing(packet, from),
      notice: (text: string) => side.notice(text),
    };
  }

  /** What joins has the address of all nodes; they did not ask. */
  private answerPing({ origin, ...packet }: Packet, from: ServerLink): void {
    const payload = packet.payload.slice();
    if (from.kind === 'joiner') this.send(from, verbs.pingAnswer, payload, origin);
    else this.route(verbs.pingAnswer, origin, payload);
  }

  private greetingSide(): GreetingSide {
    const { side, own } = this;
    return {
      get self() {
        return own.address;
      },
      greet: (link, uuid, target, answer) => side.net.greet(link, uuid, target, answer),
      attach: (link, uuid, address) => this.attach(link, uuid, address),
      endpointUp: (address, service) => {
        this.router.forget();
        side.tell({ kind: 'endpoint-up', address, service: service.identifier });
      },
      receive: (link, data) => this.receive(link, data),
      end: (link, reason) => this.end(link, reason),
      notice: (text) => side.notice(text),
    };
  }
}
