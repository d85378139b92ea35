/**
 * Odd ways to say job messages: with octets that are no text, octet by octet, with long names.
 * Leaves out the plain ways (probe.ts). Source: spec/job.md D-2, D-3, D-30.
 */
import type { JobDialect, JobTitle } from './dialect.ts';
import { filling, type Phrase } from './phrase.ts';
import { type JobStage, type Player, saidOf } from './stage.ts';

/** What may come before an end that the page demands, where more than one thing is under way. */
export const everyTitle: readonly string[] = [
  ...[
    'Disconnect',
    'Accept',
    'Reject',
    'Status',
    'File',
    'Run',
    'Ret',
    'Wait',
    'Start',
    'Stop',
    'Leave',
    'Finished',
    'Result',
  ],
];

/** An octet that UTF-8 never has. */
const NEVER = 0xff;

/** Says a message whose last text ends with an octet that UTF-8 never has: the last octet decides. */
export async function sendBadText(player: Player, phrase: Phrase): Promise<void> {
  const said = saidOf(player, phrase);
  const name = Object.keys(said.value).at(-1) ?? '';
  const text = Buffer.from(String(said.value[name]));
  await player.probe.send(said, { [name]: Uint8Array.of(...text, NEVER) });
}

/** Says a message with another last text in the place of the one that it has. */
export async function sendLastText(player: Player, phrase: Phrase, edit: (text: string) => string): Promise<void> {
  const { spec, value } = saidOf(player, phrase);
  const name = Object.keys(value).at(-1) ?? '';
  await player.probe.send({ spec, value: { ...value, [name]: edit(String(value[name])) } });
}

/** Says a File without content whose name ends with an octet that UTF-8 never has. */
export async function sendBadFileName({ dialect, probe }: Player): Promise<void> {
  const bytes = dialect.fileBytes('file-1', new Uint8Array(0));
  await probe.send(dialect.say('File', { bytes: bytes.with(-1, NEVER) }));
}

/** Says a message octet by octet, so many microseconds apart. */
export async function sendSlowly({ world }: JobStage, player: Player, phrase: Phrase, apartUs: number): Promise<void> {
  const { link } = player.probe;
  await player.probe.sendPaced(saidOf(player, phrase), () => world.until(() => link.ended ?? undefined, apartUs));
}

/** So many octets as the content of a Result, or as the octets of a File with its name in them. */
export function bytesOf(dialect: JobDialect, title: JobTitle, count: number): Uint8Array {
  if (title !== 'File') return filling(count);
  const name = dialect.fileBytes('file-1', new Uint8Array(0)).length;
  return dialect.fileBytes('file-1', filling(count - name));
}

/** A good file name of so many octets, in parts of at most a hundred. */
export function longName(count: number): string {
  return Array.from({ length: count }, (_, at) => (at % 100 === 99 && at < count - 1 ? '/' : 'n')).join('');
}
