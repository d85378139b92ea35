/**
 * Queries of an owner under test and what a played node tells: waited for, answered, or answered too often on purpose.
 * An owner may ask more often than it must, at any time, so that no count and no order of queries is demanded. Leaves out what the
 * answers lead to. Source: spec/job.md D-11, D-24, D-28.
 */
import { ExpectationFailed } from '../failure.ts';
import { lastJob } from './as-node.ts';
import { readPhrase } from './phrase.ts';
import { type JobStage, type Player, say } from './stage.ts';
import { requiredUs } from '../probe.ts';

/** The pause after which an owner asks again, and the part of it that must have passed: clocks differ. Source: D-28; our choice. */
const PAUSE_US = 1_000_000;
const EARLY = 0.8;
/** Queries within that pause of an owner that asks without any pause at all. Our choice. */
const SPINNING = 10;
/** How many more answers than queries are one too many for sure. Our choice. */
const TOO_MANY = 16;

/**
 * Answers every query with what the node tells until the owner has asked again so many times, each a pause after an answer; then tells
 * idle and waits for the job. Throws ExpectationFailed, also for a part that comes earlier.
 */
export async function expectAskedAgain(stage: JobStage, player: Player, value: number, times: number): Promise<void> {
  const query = async (forUs: number): Promise<void> => void (await player.probe.expectOneOf(['Status'], forUs));
  await query(requiredUs);
  for (let count = 1; count <= times; count += 1) {
    await say(player, readPhrase(`Status ${value}`));
    await awaitRetry(stage, player, value, query);
  }
  player.dialect.tell(1);
  await say(player, readPhrase('Status idle'));
  await player.probe.expect(readPhrase('File'));
}

/** Takes the first query that is a pause later, and answers those before it. */
async function awaitRetry(
  stage: JobStage,
  player: Player,
  value: number,
  query: (forUs: number) => Promise<void>,
): Promise<void> {
  const sinceUs = stage.world.nowUs();
  for (let early = 0; ; early += 1) {
    await query(requiredUs);
    if (stage.world.nowUs() - sinceUs >= EARLY * PAUSE_US) return;
    if (early > SPINNING && !askedWithoutJob(stage, player)) throw spinning(early);
    await say(player, readPhrase(`Status ${value}`));
  }
}

function askedWithoutJob(stage: JobStage, { probe }: Player): boolean {
  const { atUs } = lastJob(stage);
  return probe.transcript().some((line) => isQuery(line) && line.atUs < atUs);
}

const isQuery = ({ direction, text }: { readonly direction: string; readonly text: string }): boolean =>
  direction === 'received' && text === 'Status';

function spinning(count: number): ExpectationFailed {
  const actual = `${count} more queries without a pause`;
  return new ExpectationFailed({ expected: 'Status again after 1 s', actual, code: 'too-early' });
}

/** Tells idle more often than was asked, whatever is asked meanwhile, until the owner says Disconnect or the connection ends. */
export async function tellUnasked({ world }: JobStage, player: Player): Promise<void> {
  const { dialect, probe } = player;
  const endUs = world.nowUs() + requiredUs;
  const queries = (): number => probe.transcript().filter(isQuery).length;
  const isOver = (): boolean =>
    probe.link.ended !== null || probe.transcript().some(({ text }) => text.startsWith('Disconnect'));
  for (let told = 0; !isOver() && world.nowUs() < endUs; told += 1) {
    const enough = (): boolean => told >= queries() + TOO_MANY;
    if (enough()) await world.until(() => isOver() || !enough() || undefined, endUs - world.nowUs());
    if (!isOver()) await probe.send(dialect.say('Status', { value: 1 }));
  }
}
