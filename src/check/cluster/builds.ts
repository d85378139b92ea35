/**
 * A remote compilation as its requester sees it: sources are sent, empty answers tell that it goes on, one with an outcome ends it.
 * Leaves out packages (packages.ts). Source: spec/cluster.md sections 5.6 and 7.9.
 */
import { readPackage, verbs } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import type { Heard } from '../inbox.ts';
import { messages, packetOf } from './dialect.ts';
import { sourcesPackage } from './packages.ts';
import { type ClusterStage, type Player, verifyAddress } from './stage.ts';
import { verify } from './structures.ts';
import { verbTitle } from './titles.ts';

/** How long a requester waits for a sign of life. Source: 7.2, "Remote-compile client". */
const ALIVE_US = 10_000_000;
/** The first octet of an outcome. */
const FAILED = 0;
const BUILT = 1;
/** What every build is asked for. */
const WORDS = 'x64-windows';
/** The name that its output is known by. Source: 7.9. */
const OUTPUT = 'windows_x64';

const answer = verbTitle(verbs.compileAnswer);

/** Asks for a build of a package. */
export async function askToBuild({ server }: ClusterStage, { probe, self }: Player, pack: Uint8Array): Promise<void> {
  const payload = encode(messages.compile, { words: WORDS, package: pack });
  await probe.send(packetOf(verbs.compile, server, self, payload));
}

const succeeds = `mkdir -p .output/${OUTPUT}\necho built > .output/${OUTPUT}/program`;

/** The sources of scenarios, by what becomes of them. */
export const sources = {
  succeeds: (): Uint8Array => sourcesPackage(succeeds),
  fails: (): Uint8Array => sourcesPackage('exit 7'),
  takes: (seconds: number): Uint8Array => sourcesPackage(`sleep ${seconds}\n${succeeds}`),
} as const;

/** The outcome, after whatever signs of life. Throws ExpectationFailed where none of both comes in time. */
export async function hearOutcome({ server }: ClusterStage, { probe }: Player): Promise<Heard> {
  for (;;) {
    const heard = await probe.expect({ title: answer, value: {} }, ALIVE_US);
    verifyAddress(heard, 'origin', server);
    if (payloadIn(heard).length > 0) return heard;
  }
}

const payloadIn = ({ value }: Heard): Uint8Array => value['payload'] as Uint8Array;

/** It failed; with a text where that is demanded. */
export function verifyFailed(heard: Heard, hasText: boolean): void {
  const payload = payloadIn(heard);
  verify(payload[0] === FAILED, 'an outcome of 0', `${payload[0]}`, 'wrong-outcome');
  if (hasText) verify(payload.length > 1, 'a text that says why', 'none', 'empty-text');
}

/** What was built is a package of one asset of those words, in either order. */
export function verifyBuilt(heard: Heard, words: string): void {
  const payload = payloadIn(heard);
  const text = Buffer.from(payload.subarray(1, 60)).toString('latin1');
  verify(payload[0] === BUILT, 'an outcome of 1', `${payload[0]}: ${text}`, 'wrong-outcome');
  const read = readPackage(payload.subarray(1));
  verify(read.kind === 'ok', 'a package', 'no package', 'damaged-package');
  const assets = read.kind === 'ok' ? read.value.assets.map((asset) => [...asset.words].sort().join('-')) : [];
  const wanted = words.split('-').sort().join('-');
  verify(assets.join() === wanted, `one asset ${wanted}`, assets.join(', '), 'wrong-assets');
}
