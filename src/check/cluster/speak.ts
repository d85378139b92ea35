/**
 * Odd ways to say packets to a node: many at once, one in another, a length that is a lie.
 * Leaves out the plain ways (stage.ts). Source: spec/cluster.md sections 4.1 and 8.
 */
import { verbs } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import { packetOf } from './dialect.ts';
import { octets } from './phrase.ts';
import { type ClusterStage, type Player, verifyPayload } from './stage.ts';

const nothing = new Uint8Array(0);

/** A ping with these octets as its payload. */
export async function sayOctets(
  stage: ClusterStage,
  { probe, peer, self }: Player,
  payload: Uint8Array,
): Promise<void> {
  stage.said = { verb: verbs.ping, payload, origin: self };
  await probe.send(packetOf(verbs.ping, peer, self, payload));
}

/** A ping whose payload is a ping. */
export async function sayNested(stage: ClusterStage, player: Player): Promise<void> {
  const { spec, value } = packetOf(verbs.ping, player.peer, player.self, octets('inside'));
  await sayOctets(stage, player, encode(spec, value));
}

/** So many pings in one piece, each with its number. */
export async function sayPings({ probe, peer, self }: Player, count: number): Promise<void> {
  const said = Array.from({ length: count }, (_, index) => packetOf(verbs.ping, peer, self, octets(`${index + 1}`)));
  await probe.sendCut(said, 'joined');
}

/** The answers to so many pings, in order. Throws ExpectationFailed. */
export async function verifyPings({ probe }: Player, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    verifyPayload(await probe.expect({ title: 'ping answer', value: {} }), octets(`${number}`));
  }
}

/** The header of a ping that says how long its payload is, and nothing of it. */
export async function announce({ probe, peer, self }: Player, payloadSize: number): Promise<void> {
  await probe.send(packetOf(verbs.ping, peer, self, nothing), { payloadSize });
}
