/**
 * What scenarios demand of handshakes and of single packets octet for octet. Everything named `verify` throws ExpectationFailed.
 * Leaves out how a scenario came so far. Source: spec/cluster.md sections 2, 3 and 4.1.
 */
import { addressText, levels, partsOf, serverAddress, type Uuid } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import { firstDifference } from '../shortfall.ts';
import { connectEndpoint, dialNode, handshakeFor, serviceHandshake, takeAnswer } from './as-endpoint.ts';
import { nodeHandshake, playerName } from './as-net.ts';
import { awaitGone } from './lookout.ts';
import { verbTitle } from './titles.ts';
import { packetOf } from './dialect.ts';
import { type ClusterStage, figureOf, type Player, quoted } from './stage.ts';

/** Connects: an endpoint takes the address that it gets, the answer to a node is left to the scenario. */
export async function connect(stage: ClusterStage, name: string): Promise<void> {
  if (name.startsWith('the node "')) await sayNodeType(stage, quoted(name));
  else await connectEndpoint(stage, name);
}

/** Connects and says the handshake of that name, cut on the scenario's axis. */
export async function sayInPieces(stage: ClusterStage, name: string): Promise<void> {
  const isNode = name.startsWith('the node "');
  const player = await dialNode(stage, name, isNode ? 'node' : 'endpoint');
  const said = isNode ? nodeHandshake(figureOf(stage, quoted(name)).uuid, stage.node.uuid) : handshakeFor(name);
  await player.probe.sendCut([said], stage.axis);
}

/** Connects and says a handshake that is its object type alone. */
export async function sayType(stage: ClusterStage, name: string, type: number): Promise<Player> {
  const player = await dialNode(stage, name, 'endpoint');
  await player.probe.send(serviceHandshake(type));
  return player;
}

/** A stranger connects and says the handshake of a node. */
export async function sayAsNode(stage: ClusterStage, uuid: Uuid, target: Uuid): Promise<void> {
  const player = await dialNode(stage, 'the stranger', 'endpoint');
  await player.probe.send(nodeHandshake(uuid, target));
}

/** A node of the net connects, with that object type. */
export async function sayNodeType(stage: ClusterStage, name: string, type?: number): Promise<void> {
  const player = await dialNode(stage, playerName(name), 'node');
  await player.probe.send(nodeHandshake(figureOf(stage, name).uuid, stage.node.uuid, type));
}

/** A node of the net connects and means that UUID. */
export async function sayNodeTo(stage: ClusterStage, name: string, target: Uuid): Promise<void> {
  const player = await dialNode(stage, playerName(name), 'node');
  await player.probe.send(nodeHandshake(figureOf(stage, name).uuid, target));
}

/** The first octets of a whole handshake, that of a custom service. */
export function beginning(count: number): Uint8Array {
  const { spec, value } = handshakeFor('the endpoint of "test.svc"');
  return encode(spec, value).slice(0, count);
}

/** Takes the answer: an endpoint's address on the node that answers, and that node's own. */
export async function verifyTaken(stage: ClusterStage, player: Player): Promise<void> {
  await takeAnswer(stage, player);
  const [own, node] = [partsOf(player.self), partsOf(player.peer)];
  const isRight = own.level === levels.endpoint && own.node === node.node && own.node > 0;
  if (isRight && player.peer === serverAddress(node.node)) return;
  throw wrongAnswer('the address of an endpoint and that of its node', player);
}

/** Takes the answer: the address of the figure as the node's table has it, and the node's own. */
export async function verifyTakenAsNode(stage: ClusterStage, player: Player): Promise<void> {
  const server = stage.server;
  await takeAnswer(stage, player);
  const { address } = figureOf(stage, quoted(player.name));
  if (player.self === address && player.peer === server) return;
  throw wrongAnswer(`${addressText(address)} and ${addressText(server)}`, player);
}

function wrongAnswer(expected: string, { self, peer }: Player): ExpectationFailed {
  return new ExpectationFailed({
    expected,
    actual: `${addressText(self)} and ${addressText(peer)}`,
    code: 'wrong-handshake-answer',
  });
}

/** Takes the answer, which is all zeros, and the end. */
export async function verifyRefused(stage: ClusterStage, player: Player): Promise<void> {
  await takeAnswer(stage, player);
  if (player.self !== 0n || player.peer !== 0n) throw wrongAnswer('a refusal: zeros', player);
  await player.probe.expectEnd();
}

/** A part of an address is that number. */
export function verifyWord(what: 'service' | 'instance', { self }: Player, wanted: number): void {
  const seen = partsOf(self)[what];
  if (seen !== wanted) throw wrongWord(what, `${wanted}`, seen);
}

/** A part of an address is more than that number. */
export function verifyWordAbove(what: 'service' | 'instance', { self }: Player, least: number): void {
  const seen = partsOf(self)[what];
  if (seen <= least) throw wrongWord(what, `above ${least}`, seen);
}

/** Whether two players have the same service word. */
export function verifySameService(one: Player, other: Player, isSame: boolean): void {
  const [first, second] = [partsOf(one.self).service, partsOf(other.self).service];
  if ((first === second) !== isSame) throw wrongWord('service', `${isSame ? '' : 'not '}${first}`, second);
}

/** The instance is one more than that of the other. */
export function verifyNextInstance(player: Player, other: Player): void {
  verifyWord('instance', player, partsOf(other.self).instance + 1);
}

/** Two players were told the same node. */
export function verifySameNode(one: Player, other: Player): void {
  if (one.peer === other.peer) return;
  throw wrongAnswer(`the node ${addressText(one.peer)}`, other);
}

function wrongWord(what: string, wanted: string, seen: number): ExpectationFailed {
  return new ExpectationFailed({ expected: `the ${what} word ${wanted}`, actual: `${seen}`, code: `wrong-${what}` });
}

/** A fresh endpoint is taken and its ping answered. */
export async function verifyServed(stage: ClusterStage): Promise<void> {
  await verifyStillServed(await connectEndpoint(stage, 'the endpoint of "wireproof.new"'));
}

/** A ping of the player is answered. */
export async function verifyStillServed({ probe, peer, self }: Player): Promise<void> {
  await probe.send(packetOf(1, peer, self, Buffer.from('served?')));
  await probe.expect({ title: 'ping answer', value: {} });
}

/** Ends the player's connection and waits until the node tells nobody of it any more. */
export async function leave(stage: ClusterStage, player: Player): Promise<void> {
  player.probe.end();
  await player.probe.expectEnd();
  await awaitGone(stage, player.self);
}

/**
 * Octets in text with words for what a scenario cannot know: NL NH for the node word of the subject, SL SM SH for the service word and
 * IL IH for the instance word of the player. UsageError for another word.
 */
export function octetsIn(text: string, { self, peer }: Player): Uint8Array {
  const own = partsOf(self === 0n ? peer : self);
  const words: Readonly<Record<string, number>> = {
    ...{ NL: own.node & 0xff, NH: own.node >> 8, IL: own.instance & 0xff, IH: own.instance >> 8 },
    ...{ SL: own.service & 0xff, SM: (own.service >> 8) & 0xff, SH: own.service >> 16 },
  };
  return Uint8Array.from(text.split(' '), (word) => {
    const octet = words[word] ?? Number.parseInt(word, 16);
    if (Number.isNaN(octet)) throw new UsageError(`no octet is called ${word}`);
    return octet;
  });
}

/** The next packet has these octets. */
export async function verifyOctets(player: Player, text: string): Promise<void> {
  const wanted = octetsIn(text, player);
  const verb = new DataView(wanted.buffer).getUint32(0, true);
  const { bytes } = await player.probe.expect({ title: verbTitle(verb), value: {} });
  verifySame(bytes, wanted);
}

/** The first message that came on the connection, which is the answer to the handshake, has these octets. */
export function verifyAnswer(player: Player, text: string): void {
  const answer = player.probe.transcript().find(({ direction }) => direction === 'received');
  verifySame(answer?.bytes ?? new Uint8Array(0), octetsIn(text, player));
}

/** Octets are these, each of them. */
export function verifySame(seen: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(seen, wanted) === 0) return;
  const show = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
  const wrongByte = firstDifference(wanted, seen);
  throw new ExpectationFailed({ expected: show(wanted), actual: show(seen), wrongByte, code: 'wrong-octets' });
}
