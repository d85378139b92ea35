/**
 * A server's core played by hand, for tests of single parts: a clock, links, a disk and programs that the test moves; everything that
 * a part sends, tells or starts is written down. Leaves out routing, greetings and connections.
 */
import type { Env, Exit, Program } from '../../lib/machine.ts';
import { createPrng } from '../../lib/prng.ts';
import { addressText, clusterLimits, type ClusterAddress, type NetTable } from '../../protocols/cluster/index.ts';
import { parseAddress, partsOf, type VerbName, verbName, verbs } from '../../protocols/cluster/index.ts';
import { toHex } from '../../lib/hex.ts';
import type { Endpoint, Link, LinkKind, ServerCore, ServerPart, Service } from './core.ts';
import type { ServerEvent, ServerOptions } from './types.ts';

/** What a part sent by `route`. */
export interface Routed {
  readonly verb: VerbName;
  /** Sixteen digits. */
  readonly to: string;
  readonly payload: Uint8Array;
}

export interface FakeProgram {
  readonly program: Program;
  isKilled: boolean;
  exit(exit: Exit): void;
}

export interface FakeCore {
  readonly core: ServerCore;
  readonly routed: Routed[];
  readonly events: ServerEvent[];
  readonly notices: string[];
  readonly files: Map<string, Uint8Array>;
  readonly programs: FakeProgram[];
  readonly endpoints: Endpoint[];
  readonly upNodes: Set<string>;
  table: NetTable | null;
  isOnline: boolean;
  /** Stores fail with this while it is set. */
  storeError: string | null;
  /** Whether the disk answers at once; else what is asked of it waits for `settle`. */
  isDiskFast: boolean;
  settle(): void;
  /** Lets time pass, deadlines in order. */
  pass(us: number): void;
  link(kind: LinkKind, address: string): Link;
  /** Gives a packet to the part that has the verb; `from` is a link, `origin` its address unless told. */
  packet(parts: readonly ServerPart[], verb: VerbName, from: Link, payload?: Uint8Array, origin?: string): void;
  /** What was routed since the last call: `verb > address hex`. */
  said(): readonly string[];
}

const seconds = (count: number): number => count * 1_000_000;

/** Options of a node `alpha` that allows everything; what `over` has instead. */
export function fakeOptions(over: Partial<ServerOptions> = {}): ServerOptions {
  return {
    uuid: '10'.repeat(16),
    name: 'alpha',
    dialect: 'as-deployed',
    timers: {
      ...{
        reconnectUs: seconds(10),
        jitterUs: 0,
        statusUs: seconds(10),
        handshakeUs: seconds(10),
        readUs: seconds(30),
      },
      ...{ keepAliveUs: seconds(1), launchUs: seconds(60), probeUs: seconds(2), stuckUs: seconds(2) },
    },
    limits: { ...clusterLimits, stuckQueue: 1 << 24, queue: 1 << 27 },
    policy: { trusted: 'loopback', control: true, kernels: true, compilers: true },
    advertised: null,
    machine: {
      ...{ system: 1, architecture: 2, processorName: 'CPU', physicalCores: 4, virtualCores: 8 },
      ...{ clockFrequency: 3_600_000_000n, physicalMemory: 17_179_869_184n },
      ...{ systemVersionMajor: 10, systemVersionMinor: 0 },
    },
    ...over,
  };
}

/** A core whose node is 1 of a net and online, on port 10666 of `alpha`. */
export function createFakeCore(options: ServerOptions = fakeOptions()): FakeCore {
  const env = { nowUs: 0, wallMs: 0 };
  const deadlines = new Map<string, { readonly atUs: number; readonly act: () => void }>();
  const waiting: (() => void)[] = [];
  const fake: FakeCore = {
    ...{ routed: [], events: [], notices: [], files: new Map(), programs: [], endpoints: [], upNodes: new Set() },
    ...{ table: null, isOnline: true, storeError: null, isDiskFast: true },
    core: undefined as never,
    settle: () => {
      while (waiting.length > 0) for (const act of waiting.splice(0)) act();
    },
    pass: (us) => pass(env, deadlines, us),
    link: (kind, address) => createLink(kind, parseAddress(address)),
    packet: (parts, verb, from, payload = new Uint8Array(0), origin) => {
      const packet = {
        ...{ verb: verbs[verb], destination: fake.core.self, payload },
        origin: origin === undefined ? from.address : parseAddress(origin),
      };
      for (const part of parts) part.verbs[verb]?.(packet, from);
    },
    said: () => fake.routed.splice(0).map(({ verb, to, payload }) => `${verb} > ${to} ${toHex(payload)}`.trim()),
  };
  const later = (act: () => void): void => void (fake.isDiskFast ? act() : waiting.push(act));
  return Object.assign(fake, { core: coreOf(fake, options, env, deadlines, later) });
}

function pass(env: { nowUs: number }, deadlines: Map<string, { atUs: number; act: () => void }>, us: number): void {
  const untilUs = env.nowUs + us;
  for (;;) {
    const [name, next] = [...deadlines].sort(([, a], [, b]) => a.atUs - b.atUs)[0] ?? [];
    if (name === undefined || next === undefined || next.atUs > untilUs) break;
    env.nowUs = Math.max(env.nowUs, next.atUs);
    deadlines.delete(name);
    next.act();
  }
  env.nowUs = untilUs;
}

let links = 0;

function createLink(kind: LinkKind, address: ClusterAddress): Link {
  links += 1;
  return { conn: links, peer: { host: '::1', port: 1 }, isDialled: false, kind, uuid: null, address, heardAtUs: 0 };
}

/** The services of a node without custom ones. */
const knownServices: readonly Service[] = [
  { word: 0, identifier: 'engine.cluster.node', name: 'Cluster node' },
  { word: 1, identifier: 'engine.cluster.employer', name: 'Cluster work client' },
  { word: 2, identifier: 'engine.cluster.worker', name: 'Cluster work host' },
  { word: 3, identifier: 'engine.cluster.logger', name: 'Cluster text logger' },
];

/** Adds an endpoint of a known service and gives its link. */
export function addEndpoint(fake: FakeCore, address: string): Link {
  const link = fake.link('endpoint', address);
  const service = knownServices[partsOf(link.address).service];
  if (service === undefined) throw new Error(`no known service has ${address}`);
  fake.endpoints.push({ address: link.address, service, link });
  return link;
}

function coreOf(
  fake: FakeCore,
  options: ServerOptions,
  env: Env,
  deadlines: Map<string, { readonly atUs: number; readonly act: () => void }>,
  later: (act: () => void) => void,
): ServerCore {
  const never = (): never => {
    throw new Error('no part under test asks for this');
  };
  const removeAll = (path: string, done: (error?: string) => void): void => {
    for (const file of fake.files.keys()) if (file === path || file.startsWith(`${path}/`)) fake.files.delete(file);
    later(() => done());
  };
  return {
    ...{ options, env, prng: createPrng(1), self: parseAddress('0100000000010000') },
    listening: { host: 'alpha', port: 10_666 },
    get table() {
      return fake.table;
    },
    get isOnline() {
      return fake.isOnline;
    },
    tell: (event) => void fake.events.push(event),
    notice: (text) => void fake.notices.push(text),
    at: (name, atUs, act) => void deadlines.set(name, { atUs, act }),
    cancel: (name) => void deadlines.delete(name),
    links: () => fake.endpoints.map(({ link }) => link),
    endpoints: () => fake.endpoints,
    services: () => knownServices,
    linkOf: (uuid) => (fake.upNodes.has(uuid) ? createLink('node', 0n) : null),
    route: (verb, to, payload) =>
      void fake.routed.push({ verb: verbName(verb) ?? never(), to: addressText(to), payload }),
    ...{ send: never, close: never, dialNode: never, attach: never, join: never, detach: never },
    ...{ goOnline: never, goOffline: never, freePort: never },
    store: (path, data, _mode, done) => {
      if (fake.storeError === null) fake.files.set(path, data.slice());
      const error = fake.storeError ?? undefined;
      later(() => done(error));
    },
    load: (path, done) => later(() => done(fake.files.get(path) ?? null)),
    remove: removeAll,
    sweep: removeAll,
    run: (program, exited) => fake.programs.push({ program, isKilled: false, exit: exited }) - 1,
    kill: (process) => {
      const program = fake.programs[process];
      if (program !== undefined) program.isKilled = true;
    },
  };
}
