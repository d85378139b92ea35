/**
 * What a cluster scenario has on its stage: the subject, the counterparts that the suite plays, the nodes of the net that it plays.
 * Leaves out how a node is brought up (as-server.ts, as-net.ts) and every layout. Source: spec/adapter.md, section cluster.
 */
import type { JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { UsageError } from '../../lib/errors.ts';
import { type NetTable, parseAddress, partsOf, type Uuid } from '../../protocols/cluster/index.ts';
import type { Said } from '../dialect.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { type Axis, Probe, requiredUs } from '../probe.ts';
import { firstDifference } from '../shortfall.ts';
import type { Told } from '../telling.ts';
import { describe } from '../transcript.ts';
import type { Link, SuiteListener, World } from '../world.ts';
import { type ClusterDialect, createClusterDialect, type Dialler, packetOf, type PlayedRole } from './dialect.ts';
import { everyEndpoint, onNode, payloadOf, type Phrase, serviceWord } from './phrase.ts';

export { ask, expectEvent, outcome, tell } from '../telling.ts';

/** A counterpart that the suite plays on one link. */
export interface Player {
  /** By what scenarios call it: `the logger`, `the node "beta"`. */
  readonly name: string;
  readonly dialect: ClusterDialect;
  readonly probe: Probe;
  /** Its own address, from the handshake; 0 before that. */
  self: bigint;
  /** The address of the node that it is connected to; of the endpoint where the suite is the server. */
  peer: bigint;
}

/** A node of the net that the suite plays, connected or not. */
export interface Figure {
  readonly name: string;
  readonly uuid: Uuid;
  /** Where its table entry says that it listens. */
  at: Address;
  /** Null where nobody listens there: the subject's own connects are refused, and the figure dials. */
  readonly listener: SuiteListener | null;
  /** Links of the listener that have a player. */
  met: number;
  /** Its server address; 0 before it has joined. */
  address: bigint;
  /** The table that it got when it joined. */
  octets: Uint8Array;
}

export interface ClusterStage {
  readonly world: World;
  readonly axis: Axis;
  readonly profile: Readonly<Record<string, string>>;
  /** Every probe of the scenario, for the failure text. */
  readonly probes: Probe[];
  readonly players: Map<string, Player>;
  /** By their names: `beta`. */
  readonly figures: Map<string, Figure>;
  /** The node under test: who it is and where. */
  node: { readonly uuid: Uuid; readonly name: string; readonly net: { readonly uuid: Uuid; readonly name: string } };
  nodeConfig: JsonObject;
  nodeAt: Address | null;
  /** When the node under test was last told to go online. */
  onlineUs: number;
  /** The server address of the node under test, as its last handshake answer told it; 0 before that. */
  server: bigint;
  /** Net tables that the subject sent or was sent, in order; the last one is that of the scenario. */
  readonly tables: { readonly table: NetTable; readonly octets: Uint8Array }[];
  /** What a look at the net or a table showed, to be compared with a later one. */
  noted: readonly string[];
  /** The last packet that the suite said. */
  said: { readonly verb: number; readonly payload: Uint8Array; readonly origin: bigint } | null;
  told: Told | null;
  /** Where an endpoint under test dials, and how many of its connections have a player. */
  listener: SuiteListener | null;
  met: number;
  /** How many packets that it was handed have been looked at. */
  handed: number;
}

/** Who the node under test is, in scenarios that start it. */
const alpha = {
  ...{ uuid: '11'.repeat(16), name: 'alpha' },
  net: { uuid: 'aa'.repeat(16), name: 'lab' },
} as const;

/** An empty stage. */
export function createClusterStage(
  world: World,
  axis: Axis,
  profile: Readonly<Record<string, string>>,
  probes: Probe[],
): ClusterStage {
  return {
    ...{ world, axis, profile, probes, players: new Map(), figures: new Map() },
    ...{
      node: alpha,
      nodeConfig: {},
      nodeAt: null,
      onlineUs: 0,
      server: 0n,
      tables: [],
      noted: [],
      said: null,
      told: null,
      listener: null,
      met: 0,
      handed: 0,
    },
  };
}

/** The player of that name. UsageError where the scenario has none. */
export function playerOf(stage: ClusterStage, name: string): Player {
  const player = stage.players.get(name);
  if (player === undefined) throw new UsageError(`the scenario has no player called ${name}`);
  return player;
}

/** The node of that name that the suite plays: `beta`. UsageError where the scenario has none. */
export function figureOf(stage: ClusterStage, name: string): Figure {
  const figure = stage.figures.get(name);
  if (figure === undefined) throw new UsageError(`the scenario has no node called ${name}`);
  return figure;
}

/** Puts a player on a link; one of the same name leaves the stage, its link stays as it is. */
export function addPlayer(stage: ClusterStage, name: string, role: PlayedRole, dialler: Dialler, link: Link): Player {
  const dialect = createClusterDialect(role, dialler);
  const probe = new Probe(stage.world, link, dialect, stage.probes);
  const player: Player = { name, dialect, probe, self: 0n, peer: 0n };
  stage.probes.push(probe);
  stage.players.set(name, player);
  return player;
}

/** The name in quotes of `the node "beta"` or `the endpoint of "test.svc"`. */
export function quoted(words: string): string {
  return /"([^"]*)"/.exec(words)?.[1] ?? '';
}

/** The address that words mean when `player` says them. UsageError where the stage has nobody of that name. */
export function addressFor(stage: ClusterStage, player: Player, words: string): bigint {
  const node = partsOf(stage.server).node;
  switch (words) {
    case 'itself':
      return player.self;
    case 'the node':
      return stage.server;
    case 'all nodes':
      return onNode(stage.server, 0);
    case 'another node':
      return onNode(stage.server, ANOTHER);
    case 'nobody':
      return 0n;
    default:
      if (words.startsWith('every ')) return everyOf(stage, words);
      if (words.startsWith('the node "')) return figureOf(stage, quoted(words)).address;
      if (words.startsWith('the ')) return playerOf(stage, words).self;
      return parseAddress(words.replace('NNNN', node.toString(16).padStart(4, '0')));
  }
}

/** A node word that nobody has. */
const ANOTHER = 0x7777;

function everyOf(stage: ClusterStage, words: string): bigint {
  const [, service = '', figure] = /^every (.*?) of the node(?: "([^"]*)")?$/.exec(words) ?? [];
  const node = partsOf(figure === undefined ? stage.server : figureOf(stage, figure).address).node;
  const word = serviceWord(service) ?? partsOf(playerOf(stage, `the ${service}`).self).service;
  return everyEndpoint(word, node);
}

/** A packet as the player says it. */
export function saidOf(stage: ClusterStage, player: Player, phrase: Phrase, to: string, origin = player.self): Said {
  const payload = payloadOf(phrase, player.self);
  stage.said = { verb: phrase.verb, payload, origin };
  return packetOf(phrase.verb, addressFor(stage, player, to), origin, payload);
}

/** Says a packet, whole. */
export async function say(stage: ClusterStage, player: Player, phrase: Phrase, to: string): Promise<void> {
  await player.probe.send(saidOf(stage, player, phrase, to));
}

/** Waits for a packet, its content where the phrase tells one, and its sender where that is told. Throws ExpectationFailed. */
export async function hear(
  stage: ClusterStage,
  player: Player,
  phrase: Phrase,
  from?: string,
  forUs = requiredUs,
): Promise<Heard> {
  const heard = await player.probe.expect({ title: phrase.title, value: {} }, forUs);
  if (phrase.content !== null) verifyPayload(heard, payloadOf(phrase, authorOf(heard)));
  if (from !== undefined) verifyAddress(heard, 'origin', addressFor(stage, player, from));
  return heard;
}

/** Who wrote a log record binds nobody where a scenario tells its line only. */
function authorOf({ value }: Heard): bigint {
  const payload = value['payload'] as Uint8Array;
  return payload.length < 8 ? 0n : new DataView(payload.buffer, payload.byteOffset).getBigUint64(0, true);
}

/** The payload of a packet. Throws ExpectationFailed. */
export function verifyPayload(heard: Heard, wanted: Uint8Array): void {
  const seen = heard.value['payload'] as Uint8Array;
  if (Buffer.compare(seen, wanted) === 0) return;
  throw new ExpectationFailed({
    expected: describe(heard.title, { payload: wanted }),
    actual: describe(heard.title, { payload: seen }),
    wrongByte: firstDifference(wanted, seen),
    code: 'wrong-payload',
  });
}

/** One of the two addresses of a packet. Throws ExpectationFailed. */
export function verifyAddress(heard: Heard, field: 'origin' | 'destination', wanted: bigint): void {
  if (heard.value[field] === wanted) return;
  throw new ExpectationFailed({
    expected: describe(heard.title, { [field]: wanted }),
    actual: describe(heard.title, { [field]: heard.value[field] }),
    code: `wrong-${field}`,
  });
}
