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

/** How much earlier or later than its period a status may come: machines are busy. Our choice. */
const EARLY = 0.5;
const LATE_US = requiredUs;

/**
 * So many statuses come one after the other, of these addresses, none much sooner than `apartUs` after the one before.
 * Throws ExpectationFailed.
 */
export async function verifyRhythm(
  { probe }: Player,
  times: number,
  apartUs: number,
  from: bigint,
  to: bigint,
): Promise<void> {
  let lastUs: number | null = null;
  for (let count = 1; count <= times; count += 1) {
    const heard = await probe.expect({ title: verbTitle(verbs.status), value: {} }, apartUs + LATE_US);
    verifyAddress(heard, 'origin', from);
    verifyAddress(heard, 'destination', to);
    statusIn(heard);
    const sinceUs = lastUs === null ? apartUs : heard.atUs - lastUs;
    verify(sinceUs >= EARLY * apartUs, `a status every ${seconds(apartUs)}`, seconds(sinceUs), 'too-early');
    lastUs = heard.atUs;
  }
}
