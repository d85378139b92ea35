/**
 * A net part on a core that is played by hand: links are made by the test, what the part sends, dials, attaches and closes is written
 * down. Leaves out real connections (sim/cluster-net.test.ts). For tests alone.
 */
import type { Address } from '../../../lib/machine.ts';
import {
  type ClusterAddress,
  CONFIGURATION_FILE,
  type NetNode,
  type NetTable,
  serverAddress,
  type Ticks,
  ticksOf,
  type Uuid,
  verbName,
  type VerbName,
  writeServerConfiguration,
} from '../../../protocols/cluster/index.ts';
import type { Dialled, Greeting, Link, LinkKind, NetPart, Packet, ServerCore } from '../core.ts';
import { createFakeCore, type FakeCore, fakeOptions } from '../fake-core.ts';
import type { ServerCommand, ServerOptions } from '../types.ts';
import { createNetPart } from './index.ts';

/** UUIDs: our own, a smaller one and two larger ones. */
export const OWN: Uuid = fakeOptions().uuid;
export const [SMALL, LARGE, OTHER] = ['05'.repeat(16), '77'.repeat(16), '99'.repeat(16)] as const;
/** Ticks of some milliseconds before the fake's clock began. */
export const MS_AGO: Ticks = ticksOf(-5);

/** The entry of the node of that word at 10.0.0.<word>. */
export const tableEntry = (word: number, uuid: Uuid): NetNode => ({
  ...{ address: serverAddress(word), ip: `10.0.0.${word}`, port: 7000 + word, name: `n${word}`, uuid },
});

/** A net of ourselves, word 1, and two others. */
export const TABLE: NetTable = {
  ...{ autoconnect: false, name: 'lab', uuid: 'aa'.repeat(16), timestamp: MS_AGO },
  nodes: [tableEntry(1, OWN), tableEntry(2, SMALL), tableEntry(3, LARGE)],
};

/** What was sent on single links since the last call. */
export const sentBy = (net: NetFake): string[] => net.sent.splice(0).map(({ what }) => what);
/** What was routed since the last call. */
export const routedBy = (net: NetFake): string[] => net.routed.splice(0).map(({ verb, to }) => `${verb} > ${to}`);
/** The members of the table. */
export const uuidsIn = (net: NetFake): Uuid[] => (net.part.table?.nodes ?? []).map(({ uuid }) => uuid);

/** The answer of a node to a dial, by node words. */
export const answered = (link: Link, word: number, server: number): Extract<Dialled, { kind: 'answered' }> => ({
  ...{ kind: 'answered', link, object: serverAddress(word), server: serverAddress(server) },
});

export interface FakeDial {
  readonly at: Address;
  readonly target: Uuid;
  done(dialled: Dialled): void;
}

export interface NetFake extends FakeCore {
  readonly part: NetPart;
  readonly dials: FakeDial[];
  /** `verb > peer's host` of every packet sent on one link, and its payload. */
  readonly sent: { readonly what: string; readonly payload: Uint8Array; readonly to: ClusterAddress }[];
  /** What became of links: `attached host`, `detached host`, `closed host`. */
  readonly done: string[];
  /** Where the part wanted to listen. */
  readonly listens: Address[];
  /** Where packets of the link on which the part joins go. */
  heard: ((packet: Packet) => void) | null;
  newLink(host: string, kind?: LinkKind, uuid?: Uuid): Link;
  /** A link of a node of the net. */
  nodeLink(host: string, uuid: Uuid): Link;
  /** The link is over, by itself. */
  end(link: Link): void;
  greet(link: Link, uuid: Uuid, target: Uuid): Greeting[];
  give(verb: VerbName, from: Link, payload: Uint8Array): void;
  command(command: Exclude<ServerCommand, { readonly kind: 'stop' }>): void;
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** A part whose disk has that net; it is online where `isOnline`. */
export function createNetFake(table: NetTable | null, over: Partial<ServerOptions> = {}, isOnline = true): NetFake {
  const options = fakeOptions(over);
  const fake = createFakeCore(options);
  const { uuid, name } = options;
  if (table !== null) fake.files.set(CONFIGURATION_FILE, writeServerConfiguration({ uuid, name, nets: [table] }));
  fake.isOnline = isOnline;
  const net = Object.assign(fake, {
    ...{ dials: [], sent: [], done: [], listens: [], heard: null, part: undefined as never },
    newLink: (host: string, kind: LinkKind = 'new', uuid: Uuid | null = null) =>
      Object.assign(fake.link(kind, '0000000000000000'), { peer: { host, port: 1 }, uuid }),
  }) as unknown as Writable<NetFake>;
  const attached = new Map<Uuid, Link>();
  const core = Object.assign(Object.create(fake.core) as ServerCore, linkSide(net, attached));
  net.part = createNetPart(core);
  net.part.start?.(() => undefined);
  Object.assign(net, testSide(net, attached));
  if (isOnline) net.part.online?.();
  return net;
}

function linkSide(net: Writable<NetFake>, attached: Map<Uuid, Link>): Partial<ServerCore> {
  const forget = (link: Link): void => {
    if (link.uuid !== null && attached.get(link.uuid) === link) attached.delete(link.uuid);
  };
  return {
    linkOf: (uuid) => attached.get(uuid) ?? null,
    send: (link, verb, payload, to = link.address) =>
      void net.sent.push({ what: `${verbName(verb) ?? verb} > ${link.peer.host}`, payload, to }),
    close: (link) => {
      net.done.push(`closed ${link.peer.host}`);
      Object.assign(link, { kind: 'over' });
      forget(link);
    },
    dialNode: (at, _uuid, target, done) => void net.dials.push({ at, target, done }),
    attach: (link, uuid, address) => {
      net.done.push(`attached ${link.peer.host}`);
      attached.set(uuid, Object.assign(link, { kind: 'node', uuid, address }));
    },
    detach: (link) => {
      net.done.push(`detached ${link.peer.host}`);
      forget(link);
    },
    join: (link, heard) => {
      net.heard = heard;
      Object.assign(link, { kind: 'joiner' });
    },
    goOnline: (listen, _self, done) => {
      net.listens.push(listen);
      net.isOnline = true;
      net.part.online?.();
      done({ listen });
    },
    goOffline: () => {
      net.isOnline = false;
      net.part.offline?.();
    },
    freePort: (_host, done) => done(4711),
  };
}

function testSide(net: Writable<NetFake>, attached: Map<Uuid, Link>): Partial<NetFake> {
  return {
    nodeLink: (host, uuid) => {
      const link = net.newLink(host, 'node', uuid);
      attached.set(uuid, link);
      return link;
    },
    end: (link) => {
      const { kind } = link;
      Object.assign(link, { kind: 'over' });
      if (link.uuid !== null && attached.get(link.uuid) === link) attached.delete(link.uuid);
      net.part.ended?.(link, kind);
    },
    greet: (link, uuid, target) => {
      const answers: Greeting[] = [];
      net.part.greet(link, uuid, target, (greeting) => {
        answers.push(greeting);
        if (greeting.kind === 'join') Object.assign(link, { kind: 'joiner', uuid });
        if (greeting.kind === 'connect') attached.set(uuid, Object.assign(link, { kind: 'node', uuid }));
      });
      return answers;
    },
    give: (verb, from, payload) => net.packet([net.part], verb, from, payload),
    command: (command) => void net.part.command?.(command),
  };
}
