/**
 * Whether a connection lives, and whether packets stay in order: what a peer shows whatever was said before.
 * Leaves out single packets (stage.ts). Source: spec/cluster.md sections 4.3 and 5.2.
 */
import { verbs } from '../../protocols/cluster/index.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';
import { packetOf } from './dialect.ts';
import { manyOctets, octets } from './phrase.ts';
import { type ClusterStage, type Player, verifyPayload } from './stage.ts';
import { verbTitle } from './titles.ts';

/** The node answers a ping of this player, whatever it says before. Throws ExpectationFailed. */
export async function verifyAlive(stage: ClusterStage, player: Player): Promise<void> {
  const payload = octets(`is ${player.name} still alive?`);
  await player.probe.send(packetOf(verbs.ping, stage.server, player.self, payload));
  const endUs = stage.world.nowUs() + requiredUs;
  const isAnswer = (): boolean =>
    player.probe
      .transcript()
      .some(({ direction, bytes }) => direction === 'received' && Buffer.from(bytes).includes(Buffer.from(payload)));
  const heard = await stage.world.until(
    () => (isAnswer() || player.probe.link.ended !== null ? true : undefined),
    endUs - stage.world.nowUs(),
  );
  if (heard !== undefined && isAnswer()) return;
  throw new ExpectationFailed({ expected: 'an answer to a ping', actual: 'none', code: 'missing-ping-answer' });
}

/** The user verb of packets that are only counted. */
const COUNTED = 0x8000_0222;
/** Sizes of payloads, in turn: short and long ones one after the other. */
const sizes = [8, 0, 3000, 1, 70_000, 40] as const;

/** The payload of the packet of that number, from 1: no two are alike. */
function numbered(index: number): Uint8Array {
  return Uint8Array.of(index & 0xff, index >>> 8, ...manyOctets(sizes[index % sizes.length] ?? 0));
}

/** Says so many packets one right after the other. */
export async function sendMany(player: Player, destination: bigint, count: number, verb = COUNTED): Promise<void> {
  const all = Array.from({ length: count }, (_, index) =>
    packetOf(verb, destination, player.self, numbered(index + 1)),
  );
  await player.probe.sendCut(all, 'joined');
}

/** They come in order. Throws ExpectationFailed. */
export async function verifyMany(player: Player, count: number, verb = COUNTED): Promise<void> {
  for (let index = 1; index <= count; index += 1)
    verifyPayload(await player.probe.expect({ title: verbTitle(verb), value: {} }), numbered(index));
}
