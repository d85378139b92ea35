/**
 * Statuses that nodes tell each other unasked: one of the suite's own, and those of the node under test in their rhythm.
 * Leaves out answers to requests (structures.ts). Source: spec/cluster.md sections 5.4 and 7.2.
 */
import { nodeStatusStruct, verbs } from '../../protocols/cluster/index.ts';
import type { Said } from '../dialect.ts';
import { requiredUs } from '../probe.ts';
import { seconds } from '../shortfall.ts';
import { packetOf } from './dialect.ts';
import { type ClusterStage, type Player, verifyAddress } from './stage.ts';
import { statusIn, verify } from './structures.ts';
import { verbTitle } from './titles.ts';

/** The status of a played node that does nothing and has no battery. */
export function goodStatus({ server }: ClusterStage, { self }: Player): Said {
  const status = { batteryStatus: 1, batteryLevel: 0, progressComplete: 0, progressTotal: 0 };
  return packetOf(verbs.status, server, self, nodeStatusStruct.write(status));
}

/** How much later than its period a status may come: machines are busy. Our choice. */
const LATE_US = requiredUs;

/**
 * So many statuses come one after the other, of these addresses; no more than one in `apartUs` since the node went online, and one.
 * Two may come sooner than that one after the other, where the first of them was late. Throws ExpectationFailed.
 */
export async function verifyRhythm(
  { onlineUs }: ClusterStage,
  { probe }: Player,
  times: number,
  apartUs: number,
  from: bigint,
  to: bigint,
): Promise<void> {
  for (let count = 1; count <= times; count += 1) {
    const heard = await probe.expect({ title: verbTitle(verbs.status), value: {} }, apartUs + LATE_US);
    verifyAddress(heard, 'origin', from);
    verifyAddress(heard, 'destination', to);
    statusIn(heard);
    const sinceUs = heard.atUs - onlineUs;
    const actual = `${count} of them ${seconds(sinceUs)} after it went online`;
    verify(sinceUs >= (count - 2) * apartUs, `a status every ${seconds(apartUs)}`, actual, 'too-early');
  }
}
