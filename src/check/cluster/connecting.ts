/**
 * Connections between the node under test and nodes of the suite beyond the plain ones: answers that are wrong, second connections,
 * connects at the same time. Everything named `verify` or `hear` throws ExpectationFailed. Source: spec/cluster.md 3.4, 7.4, 8.1.
 */
import { encode } from '../../wire/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { addressText, partsOf, serverAddress, verbs } from '../../protocols/cluster/index.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { dialNode } from './as-endpoint.ts';
import { answerNode, isDialled, meetNode, nodeHandshake, passUs, playerName, takeDial } from './as-net.ts';
import { messages, packetOf } from './dialect.ts';
import { type ClusterStage, figureOf, type Player, playerOf } from './stage.ts';
import { hearTable } from './tables.ts';

/** The player of a figure. */
export function playing(stage: ClusterStage, name: string): Player {
  return playerOf(stage, playerName(name));
}

/** Waits until the node under test dials and has said its handshake; nobody answers. */
export async function hearDial(stage: ClusterStage, name: string): Promise<void> {
  await meetNode(stage, name);
}

/** Takes the connections to all of them as they come: a node may dial one after another, and in any order. Source: 7.2. */
export async function takeDials(stage: ClusterStage, names: readonly string[]): Promise<void> {
  const [first] = names;
  if (first === undefined) return;
  const next = await stage.world.until(() => names.find((name) => isDialled(stage, name)), passUs(stage));
  await takeDial(stage, next ?? first);
  await takeDials(
    stage,
    names.filter((name) => name !== (next ?? first)),
  );
}

/** An answer to the node's handshake in words. UsageError for other words. */
export async function answerWith(stage: ClusterStage, name: string, what: string): Promise<void> {
  const player = playing(stage, name);
  const own = figureOf(stage, name).address;
  const other = (address: bigint): bigint => serverAddress(partsOf(address).node + 70);
  switch (what) {
    case 'another address for the node':
      return answerNode(player, other(stage.server), own);
    case 'another address of its own':
      return answerNode(player, stage.server, other(own));
    case 'no address for the node':
      return answerNode(player, 0n, own);
    case 'zeros':
      return answerNode(player, 0n, 0n);
    case 'an answer that has another signature': {
      const octets = encode(messages.handshakeAnswer, { object: stage.server, server: own });
      return player.probe.sendOctets(octets.with(octets.indexOf(SIGNATURE_END), SIGNATURE_END + 1));
    }
    default:
      throw new UsageError(`no answer is called ${what}`);
  }
}

/** The last letter of the answer's signature. */
const SIGNATURE_END = 'P'.charCodeAt(0);

/** The right answer, cut on the scenario's axis. */
export async function answerInPieces(stage: ClusterStage, name: string): Promise<void> {
  const player = playing(stage, name);
  const value = { object: stage.server, server: figureOf(stage, name).address };
  player.self = value.server;
  player.peer = value.object;
  await player.probe.sendCut([{ spec: messages.handshakeAnswer, value }], stage.axis);
}

/** The very first packet on the connection is the node's table. */
export async function hearFirst(stage: ClusterStage, name: string): Promise<void> {
  const player = playing(stage, name);
  player.dialect.role = 'joiner';
  await hearTable(stage, player, 'connect');
  player.dialect.role = 'node';
}

/** Connects once more as a node that is connected; the first connection stays. */
export async function connectAgain(stage: ClusterStage, name: string): Promise<void> {
  const player = await dialNode(stage, playerName(name).replace('the', 'the second'), 'node');
  await player.probe.send(nodeHandshake(figureOf(stage, name).uuid, stage.node.uuid));
}

/** Dials while the node's own dial waits for its answer, then answers that too. */
export async function connectAtOnce(stage: ClusterStage, name: string): Promise<void> {
  const dialled = playing(stage, name);
  await connectAgain(stage, name);
  await answerNode(dialled, stage.server, figureOf(stage, name).address);
  dialled.dialect.role = 'node';
}

/** On one of the two connections, or on one that the node dials later, a ping of the figure is answered. */
export async function verifyConnected(stage: ClusterStage, name: string): Promise<void> {
  const both = [playing(stage, name), playerOf(stage, playerName(name).replace('the', 'the second'))];
  const { address } = figureOf(stage, name);
  for (const { probe } of both)
    await probe.send(packetOf(verbs.ping, stage.server, address, Buffer.from('connected?')));
  const isAnswered = ({ probe }: Player): boolean =>
    probe.transcript().some(({ direction, text }) => direction === 'received' && text.startsWith('ping answer'));
  const found = await stage.world.until(() => both.some(isAnswered) || undefined, requiredUs);
  if (found === true) return;
  throw new ExpectationFailed({
    expected: 'an answer to a ping on one of two connections',
    actual: 'none',
    code: 'not-connected',
  });
}

/** The figure's listener has been dialled so often. */
export function verifyDials(stage: ClusterStage, name: string, wanted: number): void {
  const seen = figureOf(stage, name).listener?.links.length ?? 0;
  if (seen === wanted) return;
  throw new ExpectationFailed({ expected: `${wanted} connections`, actual: `${seen}`, code: 'wrong-dial-count' });
}

/** Lets passes of the node go by: provably in virtual time, for a while else. Claim timers. */
export async function letPassesGo({ world }: ClusterStage): Promise<void> {
  await world.until(() => undefined, world.silenceIsProvable ? 10_000_000 : 1_500_000);
}

/** A ping of the player is answered, or its connection has ended: both are right after a damaged payload. Source: 8.1. */
export async function verifyServedOrEnded({ world }: ClusterStage, { probe, peer, self }: Player): Promise<void> {
  const payload = Buffer.from('served or ended?');
  await probe.send(packetOf(verbs.ping, peer, self, payload));
  const isAnswered = (): boolean =>
    probe.transcript().some(({ direction, bytes }) => direction === 'received' && Buffer.from(bytes).includes(payload));
  const found = await world.until(() => isAnswered() || probe.link.ended !== null || undefined, requiredUs);
  if (found === true) return;
  const expected = `a ping answer for ${addressText(self)}, or the end of its connection`;
  throw new ExpectationFailed({ expected, actual: 'neither', code: 'missing-ping-answer' });
}
