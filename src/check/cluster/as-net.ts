/**
 * The suite as nodes of the net of a node under test: they join, connect, are dialled, and send tables.
 * Everything here is a Given or a stimulus, with the demands without which it makes no sense. Leaves out the subject as a joiner
 * (as-acceptor.ts). Source: spec/cluster.md sections 3, 5.3 and 7.
 */
import {
  addressText,
  networkAddressOctets,
  objectTypes,
  partsOf,
  serverAddress,
  type Uuid,
  uuidOctets,
  verbs,
} from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import type { Said } from '../dialect.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import type { Link, SuiteListener } from '../world.ts';
import { dialNode, freeAddress, hasTimers, takeAnswer } from './as-endpoint.ts';
import { HANDSHAKE, messages, packetOf } from './dialect.ts';
import { addPlayer, ask, type ClusterStage, type Figure, figureOf, type Player, playerOf } from './stage.ts';
import { hearTable } from './tables.ts';

const LOOPBACK = '127.0.0.1';

/** Within which a node dials: a pass, the time to the next one and jitter; with the page's times where it knows no others. 7.2, row 49. */
export function passUs(stage: ClusterStage): number {
  return hasTimers(stage) ? requiredUs : 25_000_000;
}

/** By what a figure is called as a player. */
export const playerName = (name: string): string => `the node "${name}"`;

/** A node that the suite plays, in no net yet; `dialled` has a listener, the others are met at none. */
export async function addFigure(stage: ClusterStage, name: string, dialled: boolean): Promise<Figure> {
  const listener: SuiteListener | null = dialled ? await stage.world.listen() : null;
  const uuid = (0x22 + 0x11 * stage.figures.size).toString(16).repeat(16);
  const at = listener?.address ?? (await freeAddress(stage));
  const figure: Figure = { name, uuid, at, listener, met: 0, address: 0n, octets: new Uint8Array(0) };
  stage.figures.set(name, figure);
  return figure;
}

/** The handshake of a node. */
export function nodeHandshake(uuid: Uuid, target: Uuid, type: number = objectTypes.node): Said {
  return { spec: messages.handshakeNode, value: { type, uuid: uuidOctets(uuid), target: uuidOctets(target) } };
}

/** The target of a node that joins. */
export const nobodyUuid: Uuid = '00'.repeat(16);
/** A node that is in no table. */
export const strangerUuid: Uuid = 'ee'.repeat(16);

/** Connects and asks to join; the answer is left to the scenario. */
export async function askToJoin(stage: ClusterStage, name: string): Promise<Player> {
  const { uuid } = stage.figures.get(name) ?? (await addFigure(stage, name, false));
  const player = await dialNode(stage, playerName(name), 'joiner');
  await player.probe.send(nodeHandshake(uuid, nobodyUuid));
  return player;
}

/** Takes the answer to a joiner: the address of one that is in no net, and that of the node. Throws ExpectationFailed. */
export async function takeLetIn(stage: ClusterStage, player: Player): Promise<void> {
  await takeAnswer(stage, player);
  if (player.self === 0n) throw refused('join');
  if (player.self === serverAddress(0) && player.peer === serverAddress(partsOf(player.peer).node)) return;
  const actual = `${addressText(player.self)} and ${addressText(player.peer)}`;
  throw new ExpectationFailed({
    expected: `${addressText(serverAddress(0))} and a node`,
    actual,
    code: 'wrong-answer',
  });
}

/** What a joiner tells of itself: the network address under which it reached the node, its port, its name. */
export function joinPayload(ip: string, port: number, name: string): Uint8Array {
  return encode(messages.join, { ip: networkAddressOctets(ip), port, name });
}

/** The join of a figure. */
export function joinOf({ peer, self }: Player, { at, name }: Pick<Figure, 'at' | 'name'>, ip = LOOPBACK): Said {
  return packetOf(verbs.join, peer, self, joinPayload(ip, at.port, name));
}

/** Tells the node of a figure. */
export async function tellJoin(player: Player, figure: Pick<Figure, 'at' | 'name'>, ip = LOOPBACK): Promise<void> {
  await player.probe.send(joinOf(player, figure, ip));
}

/** Tells the beginning of a join. */
export async function tellShort({ probe, peer, self }: Player, count: number): Promise<void> {
  await probe.send(packetOf(verbs.join, peer, self, joinPayload(LOOPBACK, 1, '').slice(0, count)));
}

/** Tells the node of a figure; takes the answer to its handshake first, where the scenario has not. */
export async function letInAndTell(stage: ClusterStage, name: string): Promise<void> {
  const player = playerOf(stage, playerName(name));
  if (player.peer === 0n) await takeLetIn(stage, player);
  await tellJoin(player, figureOf(stage, name));
}

/** Gives a figure another place at which nobody listens. */
export async function moveFigure(stage: ClusterStage, name: string): Promise<void> {
  figureOf(stage, name).at = await freeAddress(stage);
}

/** Takes the join answer and the word that the figure got; the connection stays. Throws ExpectationFailed. */
export async function takeJoinAnswer(stage: ClusterStage, player: Player, figure: Figure): Promise<void> {
  const table = await hearTable(stage, player, 'join answer');
  const entry = table.nodes.findLast(({ uuid }) => uuid === figure.uuid);
  if (entry === undefined)
    throw new ExpectationFailed({
      expected: 'a table with the joiner in it',
      actual: `${table.nodes.length} others`,
      code: 'not-in-table',
    });
  figure.address = entry.address;
  figure.octets = stage.tables.at(-1)?.octets ?? figure.octets;
}

/** Has a figure join, from the permission to its own end of the connection. Throws ExpectationFailed where it is refused. */
export async function joinNet(stage: ClusterStage, name: string, ip = LOOPBACK): Promise<Figure> {
  const figure = stage.figures.get(name) ?? (await addFigure(stage, name, false));
  await ask(stage, 'allow-join', { allow: true });
  const player = await askToJoin(stage, name);
  await takeLetIn(stage, player);
  await tellJoin(player, figure, ip);
  await takeJoinAnswer(stage, player, figure);
  player.probe.end();
  await player.probe.expectEnd();
  return figure;
}

function refused(what: string): ExpectationFailed {
  return new ExpectationFailed({
    expected: `a node that may ${what}`,
    actual: 'a refusal',
    code: 'handshake-refused',
  });
}

/** Connects as a node of the net and says the handshake; what comes of it is the answer that the player got. */
export async function askToConnect(stage: ClusterStage, name: string, target = stage.node.uuid): Promise<Player> {
  const player = await dialNode(stage, playerName(name), 'node');
  await player.probe.send(nodeHandshake(figureOf(stage, name).uuid, target));
  await takeAnswer(stage, player);
  return player;
}

/** Connects as a node of the net and sends the table that the subject sent last. Throws ExpectationFailed where it is refused. */
export async function connectFigure(stage: ClusterStage, name: string): Promise<Player> {
  const player = await askToConnect(stage, name);
  if (player.self === 0n) throw refused('connect');
  await sendTable(stage, player, verbs.connect);
  return player;
}

/** A node of the net that joined and has connected. */
export async function bringIn(stage: ClusterStage, name: string): Promise<Player> {
  await joinNet(stage, name);
  return connectFigure(stage, name);
}

/** Sends the stage's table, or another one. */
export async function sendTable(
  stage: ClusterStage,
  player: Player,
  verb: number,
  table: Uint8Array = stage.tables.at(-1)?.octets ?? new Uint8Array(0),
): Promise<void> {
  stage.said = { verb, payload: table, origin: player.self };
  await player.probe.send(tableOfSender(player, verb, table));
}

/** A packet with a table for the node. */
export function tableOfSender({ peer, self }: Player, verb: number, table: Uint8Array): Said {
  return packetOf(verb, peer, self, table);
}

/** Waits for the connection of the node under test and for its handshake. Throws ExpectationFailed. */
export async function meetNode(stage: ClusterStage, name: string, forUs = passUs(stage)): Promise<Player> {
  const figure = figureOf(stage, name);
  const link = await stage.world.until(() => nextLink(figure), forUs);
  if (link === undefined)
    throw new ExpectationFailed({
      expected: `a connection to the node "${name}" within ${forUs / 1_000_000} s`,
      actual: 'none',
      code: 'missing-connection',
    });
  figure.met += 1;
  // It owes nothing until it has taken the node for one of its net.
  const player = addPlayer(stage, playerName(name), 'joiner', 'subject', link);
  const { value } = await player.probe.expect({ title: HANDSHAKE, value: {} });
  verifyUuid('its own', value['uuid'], stage.node.uuid);
  verifyUuid('the target', value['target'], figure.uuid);
  return player;
}

/** The next link of a figure's listener that has not ended yet. */
function nextLink(figure: Figure): Link | undefined {
  while (figure.listener?.links[figure.met]?.ended != null) figure.met += 1;
  return figure.listener?.links[figure.met];
}

/** A UUID of a handshake. Throws ExpectationFailed. */
export function verifyUuid(whose: string, seen: unknown, wanted: Uuid): void {
  const digits = Buffer.from(seen as Uint8Array).toString('hex');
  if (digits === wanted) return;
  throw new ExpectationFailed({ expected: `${whose} UUID ${wanted}`, actual: digits, code: 'wrong-uuid' });
}

/** Answers the handshake of the node under test with these addresses. */
export async function answerNode(player: Player, object: bigint, server: bigint): Promise<void> {
  player.self = server;
  player.peer = object;
  await player.probe.send({ spec: messages.handshakeAnswer, value: { object, server } });
}

/** Is dialled by the node under test and takes it. Throws ExpectationFailed. */
export async function takeDial(stage: ClusterStage, name: string): Promise<Player> {
  const player = await meetNode(stage, name);
  await answerNode(player, stage.server, figureOf(stage, name).address);
  player.dialect.role = 'node';
  return player;
}

/** The node under test has a connection with the figure that nobody has taken yet. */
export function isDialled(stage: ClusterStage, name: string): boolean {
  return nextLink(figureOf(stage, name)) !== undefined;
}

/** Waits until all that the player said is done: a ping on the same connection comes back. Throws ExpectationFailed. */
export async function settle(stage: ClusterStage, name: string): Promise<void> {
  const player = playerOf(stage, playerName(name));
  await player.probe.send(packetOf(verbs.ping, player.peer, player.self, Buffer.from('settle')));
  await player.probe.expect({ title: 'ping answer', value: {} });
}
