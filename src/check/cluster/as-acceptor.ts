/**
 * The suite as the node at which a node under test joins: it has a net, lets the subject in and answers it.
 * Everything named `verify` or `hear` throws ExpectationFailed. Leaves out what a joined node does next (as-net.ts).
 * Source: spec/cluster.md sections 3.4, 5.3 and 7.3, B.2.
 */
import {
  type NetNode,
  type NetTable,
  networkAddressOf,
  parseUuid,
  serverAddress,
  ticksOf,
  verbs,
  ZERO_UUID,
} from '../../protocols/cluster/index.ts';
import { decode } from '../../wire/index.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { freeAddress } from './as-endpoint.ts';
import { addFigure, answerNode, playerName, verifyUuid } from './as-net.ts';
import { HANDSHAKE, messages, packetOf } from './dialect.ts';
import {
  addPlayer,
  type ClusterStage,
  type Figure,
  figureOf,
  outcome,
  type Player,
  tell,
  verifyAddress,
} from './stage.ts';
import { putTable, tableOf, verifyPart } from './tables.ts';

const NET = { uuid: 'bb'.repeat(16), name: 'their net' } as const;
const LOOPBACK = '127.0.0.1';

/** Gives nodes of the suite a net, in the order of their words. */
export async function foundNet(stage: ClusterStage, ...names: readonly string[]): Promise<void> {
  const nodes: NetNode[] = [];
  for (const name of names) {
    const figure = await addFigure(stage, name, true);
    figure.address = serverAddress(nodes.length + 1);
    nodes.push(entryFor(figure));
  }
  const timestamp = ticksOf(stage.world.wallMs());
  putTable(stage, { autoconnect: false, ...NET, timestamp, nodes });
}

/** A figure as it stands in a table. */
export function entryFor({ address, at, name, uuid }: Figure): NetNode {
  return { address, ip: LOOPBACK, port: at.port, name, uuid };
}

/** Tells the node under test to join; does not wait for what comes of it. */
export async function tellJoinNet(
  stage: ClusterStage,
  at: { readonly host: string; readonly port: number },
): Promise<void> {
  stage.nodeAt = await freeAddress(stage);
  tell(stage, 'join-net', { at: { host: at.host, port: at.port }, listen: { ...stage.nodeAt } });
}

/** Waits for the connection on which the node under test asks to join. */
export async function hearAsked(stage: ClusterStage, name: string): Promise<Player> {
  const figure = figureOf(stage, name);
  const link = await stage.world.until(() => figure.listener?.links[figure.met], requiredUs);
  if (link === undefined)
    throw new ExpectationFailed({ expected: 'a connection within 5 s', actual: 'none', code: 'missing-connection' });
  figure.met += 1;
  const player = addPlayer(stage, playerName(name), 'joiner', 'subject', link);
  const { value } = await player.probe.expect({ title: HANDSHAKE, value: {} });
  verifyUuid('its own', value['uuid'], stage.node.uuid);
  verifyUuid('the target', value['target'], ZERO_UUID);
  return player;
}

/** Lets the node in that asks to join. */
export async function letIn(stage: ClusterStage, name: string): Promise<Player> {
  const player = await hearAsked(stage, name);
  await answerNode(player, serverAddress(0), figureOf(stage, name).address);
  return player;
}

/** Takes what the joiner tells of itself: how it reached us, where it will listen, its name. */
export async function hearJoin(stage: ClusterStage, player: Player): Promise<void> {
  const heard = await player.probe.expect({ title: 'join', value: {} });
  verifyAddress(heard, 'destination', player.self);
  verifyAddress(heard, 'origin', serverAddress(0));
  const read = decode(messages.join, heard.value['payload'] as Uint8Array);
  if (read.kind !== 'ok')
    throw new ExpectationFailed({ expected: 'a join as the page has it', actual: read.kind, code: 'bad-join' });
  verifyPart('the network address', networkAddressOf(read.value.ip), LOOPBACK);
  verifyPart('the port', read.value.port, stage.nodeAt?.port);
  verifyPart('the name', read.value.name, stage.node.name);
}

/** The net with the node under test as its last one. */
export function netWithSubject(stage: ClusterStage): NetTable {
  const table = tableOf(stage);
  const address = serverAddress(table.nodes.length + 1);
  const subject: NetNode = {
    ...{ address, ip: LOOPBACK, port: stage.nodeAt?.port ?? 0 },
    ...{ name: stage.node.name, uuid: stage.node.uuid },
  };
  return { ...table, timestamp: table.timestamp + 1000n, nodes: [...table.nodes, subject] };
}

/** Answers a join; with octets that need not be a table, or with another verb, where the scenario says so. */
export async function answerJoin(
  stage: ClusterStage,
  { probe, self }: Player,
  verb: number = verbs.joinAnswer,
  octets?: Uint8Array,
): Promise<void> {
  const table = netWithSubject(stage);
  stage.server = serverAddress(table.nodes.length);
  await probe.send(packetOf(verb, 0n, self, octets ?? putTable(stage, table)));
}

/** Has the node under test join at a figure, from the operation to its end. */
export async function haveJoin(stage: ClusterStage, name: string): Promise<void> {
  await tellJoinNet(stage, figureOf(stage, name).at);
  const player = await letIn(stage, name);
  await hearJoin(stage, player);
  await answerJoin(stage, player);
  await player.probe.expectEnd();
  await verifyJoined(stage);
}

/** The operation under way came to a net, that of the figures. */
export async function verifyJoined(stage: ClusterStage): Promise<void> {
  const answer = await outcome(stage);
  if ('error' in answer) throw joinFailed('a node that joined', answer.error.message);
  const net = (answer.ok['net'] ?? {}) as { readonly uuid?: unknown; readonly name?: unknown };
  verifyPart('the net', net.name, NET.name);
  verifyPart('the UUID of the net', parseUuid(String(net.uuid)), NET.uuid);
}

/** The operation under way failed. */
export async function verifyFailed(stage: ClusterStage): Promise<void> {
  const answer = await outcome(stage);
  if ('ok' in answer) throw joinFailed('a failure', 'it went well');
}

function joinFailed(expected: string, actual: string): ExpectationFailed {
  return new ExpectationFailed({ expected, actual, code: 'wrong-outcome' });
}

/** Joins a second time at the same figure, which plays its part if the node comes at all. */
export async function haveJoinAgain(stage: ClusterStage, name: string): Promise<void> {
  const figure = figureOf(stage, name);
  await tellJoinNet(stage, figure.at);
  const came = await stage.world.until(
    () => stage.told?.settled === true || figure.listener?.links[figure.met] !== undefined || undefined,
    requiredUs,
  );
  if (came === undefined || stage.told?.settled === true) return;
  const player = await letIn(stage, name);
  await player.probe.expect({ title: 'join', value: {} });
  await answerJoin(stage, player);
}

/** Ends a join with the answer that is a refusal. */
export async function refuseJoin(stage: ClusterStage, name: string): Promise<void> {
  const player = await hearAsked(stage, name);
  await answerNode(player, 0n, 0n);
  player.probe.end();
}
