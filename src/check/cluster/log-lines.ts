/**
 * Log records as scenarios speak of them: said by an author, told to a logger, which passes over the lines of strangers.
 * Leaves out who gets which (the features). Source: spec/cluster.md section 5.5.
 */
import { addressText, verbs } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { requiredUs } from '../probe.ts';
import { messages, packetOf } from './dialect.ts';
import { logTime, manyOctets, octets } from './phrase.ts';
import { type ClusterStage, type Player, verifyAddress, verifyPayload } from './stage.ts';
import { verbTitle } from './titles.ts';

/** How a line looks: a text, or so many octets of which some are no text. */
export const linePattern = /"[^"]*"|\d+ octets/;

/** The octets of a line. */
export function readLine(text: string): Uint8Array {
  return text.startsWith('"') ? octets(text.slice(1, -1)) : manyOctets(Number(/\d+/.exec(text)?.[0]));
}

/** A whole record: author, time, line. */
export function recordOf(author: bigint, line: Uint8Array): Uint8Array {
  const head = encode(messages.logRecord, { author, time: logTime, line: '' });
  return new Uint8Array(Buffer.concat([head, line]));
}

/** Says a record of `author`, which the stage keeps. */
export async function sendRecord(
  stage: ClusterStage,
  player: Player,
  verb: number,
  destination: bigint,
  record: Uint8Array,
): Promise<void> {
  stage.said = { verb, payload: record, origin: player.self };
  await player.probe.send(packetOf(verb, destination, player.self, record));
}

/** The author of the record that was said last; 0 where there is none. */
export function lastAuthor({ said }: ClusterStage): bigint {
  return said === null || said.payload.length < 8 ? 0n : Buffer.from(said.payload).readBigUInt64LE(0);
}

/** Lines in a row, each with its number. */
const numberedLine = (index: number): Uint8Array => octets(`line ${index}`);

/** Says so many lines one right after the other. */
export async function logMany(stage: ClusterStage, { probe, self }: Player, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => recordOf(self, numberedLine(index + 1)));
  stage.said = { verb: verbs.logPrimary, payload: records.at(-1) ?? new Uint8Array(0), origin: self };
  await probe.sendCut(
    records.map((record) => packetOf(verbs.logPrimary, stage.server, self, record)),
    'joined',
  );
}

/** The logger is told these lines of the last author in order. Throws ExpectationFailed. */
export async function hearMany(stage: ClusterStage, logger: Player, count: number): Promise<void> {
  const author = lastAuthor(stage);
  for (let index = 1; index <= count; index += 1) {
    const heard = await hearLineOf(stage, logger, author);
    verifyPayload(heard, recordOf(author, numberedLine(index)));
  }
}

/** The logger is told a line of the last author, by `origin`. Lines of others are passed over. Throws ExpectationFailed. */
export async function hearLine(stage: ClusterStage, logger: Player, line: Uint8Array, origin: bigint): Promise<void> {
  const author = lastAuthor(stage);
  const heard = await hearLineOf(stage, logger, author);
  verifyPayload(heard, recordOf(author, line));
  verifyAddress(heard, 'origin', origin);
  verifyAddress(heard, 'destination', logger.self);
}

/** The next client log line of that author. Throws ExpectationFailed. */
async function hearLineOf({ world }: ClusterStage, logger: Player, author: bigint): Promise<Heard> {
  const endUs = world.nowUs() + requiredUs;
  for (;;) {
    const leftUs = Math.max(0, endUs - world.nowUs());
    const heard = await logger.probe.expect({ title: verbTitle(verbs.logClient), value: {} }, leftUs);
    if (authorOf(heard) === author) return heard;
  }
}

/** For `forUs` the logger is told no line of that author. Throws ExpectationFailed. */
export async function hearNoLineOf(
  { world }: ClusterStage,
  logger: Player,
  author: bigint,
  forUs: number,
): Promise<void> {
  const isTold = (): boolean =>
    logger.probe
      .transcript()
      .some(({ direction, bytes }) => direction === 'received' && Buffer.from(bytes).includes(markOf(author)));
  const told = await world.until(() => isTold() || undefined, forUs);
  if (told === undefined) return;
  throw new ExpectationFailed({
    expected: `no line of ${addressText(author)}`,
    actual: 'one',
    code: 'unexpected-line',
  });
}

/** The beginning of every record of the suite of that author. */
function markOf(author: bigint): Buffer {
  return Buffer.from(recordOf(author, new Uint8Array(0)));
}

function authorOf({ value }: Heard): bigint | null {
  const payload = Buffer.from(value['payload'] as Uint8Array);
  return payload.length < 8 ? null : payload.readBigUInt64LE(0);
}
