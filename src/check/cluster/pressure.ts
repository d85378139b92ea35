/**
 * Peers that are a burden: many that say nothing, many that claim much, one that does not read, one that sends much.
 * Leaves out damaged payloads (the features). Source: spec/cluster.md section 8.
 */
import { verbs } from '../../protocols/cluster/index.ts';
import { requiredUs } from '../probe.ts';
import { connectEndpoint, dialNode } from './as-endpoint.ts';
import { packetOf } from './dialect.ts';
import { octets } from './phrase.ts';
import { announce } from './speak.ts';
import { addressFor, type ClusterStage, type Player, verifyPayload } from './stage.ts';
import { verbTitle } from './titles.ts';

const MEBI = 1024 * 1024;
/** The user verb of packets that are only a burden. */
const BURDEN = 0x8000_0333;

/** So many peers connect and say nothing. */
export async function connectSilent(stage: ClusterStage, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await dialNode(stage, 'the stranger', 'endpoint');
}

/** So many endpoints say the header of a packet, and no payload of it. */
export async function announceMany(stage: ClusterStage, count: number, payloadSize: number): Promise<void> {
  for (let index = 1; index <= count; index += 1)
    await announce(await connectEndpoint(stage, 'the endpoint of "crowd.svc"'), payloadSize);
}

/**
 * Sends so many MiB, a MiB a packet. A node that takes no more of them than it can pass on may keep the sender waiting; this goes on
 * after a while all the same.
 */
export async function sendMebis(stage: ClusterStage, player: Player, to: string, count: number): Promise<void> {
  const destination = addressFor(stage, player, to);
  const payload = new Uint8Array(MEBI);
  for (let index = 1; index <= count; index += 1) {
    let isGiven = false;
    const sent = player.probe.send(packetOf(BURDEN, destination, player.self, payload));
    sent.then(
      () => (isGiven = true),
      () => (isGiven = true),
    );
    const isOver = await stage.world.until(() => isGiven || undefined, requiredUs);
    if (isOver === undefined) return;
  }
}

/** A payload of so many MiB with a mark at both ends. */
function marked(count: number): Uint8Array {
  const payload = new Uint8Array(count * MEBI);
  payload.set(octets('first'));
  payload.set(octets('last'), payload.length - 4);
  return payload;
}

/** A ping of so many MiB. */
export async function sendLargePing({ server }: ClusterStage, { probe, self }: Player, count: number): Promise<void> {
  await probe.send(packetOf(verbs.ping, server, self, marked(count)));
}

/** How long a large answer may take. Our choice. */
const LARGE_US = 6 * requiredUs;

/** The answer to it. Throws ExpectationFailed. */
export async function hearLargePing({ probe }: Player, count: number): Promise<void> {
  verifyPayload(await probe.expect({ title: verbTitle(verbs.pingAnswer), value: {} }, LARGE_US), marked(count));
}
