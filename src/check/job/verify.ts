/**
 * What scenarios of the job protocol demand beyond single messages: results, whole jobs, times, reports of an owner.
 * Everything here throws ExpectationFailed. Leaves out how a scenario came so far. Source: spec/job.md; spec/adapter.md.
 */
import type { Json } from '../../lib/contract.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { isOf, lastJob } from './as-node.ts';
import type { Part } from './phrase.ts';
import { expectEvent, type JobStage, outcome, type Player } from './stage.ts';
import { quietUs } from '../probe.ts';
import { firstDifference, seconds } from '../shortfall.ts';
import type { ContractEvent } from '../world.ts';

const show = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString('latin1'));
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** The contents of the last job's Results are these. */
export function verifyResults(stage: JobStage, wanted: readonly Uint8Array[]): void {
  const wrong = wanted.findIndex((content, index) => !isSame(content, stage.results[index] ?? new Uint8Array(0)));
  if (wrong < 0 && wanted.length === stage.results.length) return;
  const content = wanted[wrong] ?? new Uint8Array(0);
  const seen = stage.results[wrong] ?? new Uint8Array(0);
  throw new ExpectationFailed({
    expected: wrong < 0 ? `${wanted.length} Results` : `Result ${wrong + 1} with ${show(content)}`,
    actual: wrong < 0 ? `${stage.results.length}` : show(seen),
    ...(wrong < 0 ? {} : { wrongByte: firstDifference(content, seen) }),
    code: wrong < 0 ? 'wrong-result-count' : 'wrong-result',
  });
}

/** The last job's first Result is a log of these lines in any order, and then this one. */
export function verifyLogLines(stage: JobStage, anyOrder: readonly string[], last: string): void {
  const log = textOf(stage);
  const lines = log.split('\n').slice(0, -1);
  const isRight = lines.at(-1) === last && lines.slice(0, -1).sort().join('\n') === [...anyOrder].sort().join('\n');
  if (isRight && log.endsWith('\n')) return;
  const expected = `a log of ${anyOrder.map((line) => JSON.stringify(line)).join(', ')} in any order and then ${JSON.stringify(last)}`;
  throw new ExpectationFailed({ expected, actual: JSON.stringify(log), code: 'wrong-log' });
}

/** The last line of the last job's first Result. */
export function verifyLogEnd(stage: JobStage, last: string): void {
  const log = textOf(stage);
  if (log === `${last}\n` || log.endsWith(`\n${last}\n`)) return;
  throw new ExpectationFailed({
    expected: `a log whose last line is ${JSON.stringify(last)}`,
    actual: JSON.stringify(log),
    code: 'wrong-log',
  });
}

function textOf({ results }: JobStage): string {
  return Buffer.from(results[0] ?? new Uint8Array(0)).toString('latin1');
}

/** ISO 8601, UTC, milliseconds, and a moment that there is. Source: D-9. */
export function verifyTime({ value }: Heard): void {
  const now = String(value['now']);
  const form = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z$/.exec(now);
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = (form ?? []).slice(1).map(Number);
  if (form !== null && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60)
    return;
  throw new ExpectationFailed({
    expected: 'a time like 2026-01-31T12:00:00.000Z',
    actual: JSON.stringify(now),
    code: 'bad-time',
  });
}

/**
 * Ambiguity: how far `now` may be from the moment at which the job started the page does not say, nor whose clock it is read on.
 * Subject and suite are on one machine and have one clock; a subject that counts whole seconds, or a clock that is set right meanwhile,
 * must pass. We take 5 s before Start was sent to 5 s after the Accept came. JOB-START-006.
 */
const CLOCK_SLACK_MS = 5_000;

/** The time of a job that started between the last message that was sent and this answer to it. Source: D-9. */
export function verifyPresent({ world }: JobStage, { probe }: Player, heard: Heard): void {
  verifyTime(heard);
  const wallMs = world.wallMs();
  const wallAt = (atUs: number): number => wallMs - Math.round((world.nowUs() - atUs) / 1000);
  const earliestMs = wallAt(probe.link.sent.at(-1)?.atUs ?? 0) - CLOCK_SLACK_MS;
  const latestMs = wallAt(heard.atUs) + CLOCK_SLACK_MS;
  const now = String(heard.value['now']);
  const nowMs = unixMs(now);
  if (nowMs >= earliestMs && nowMs <= latestMs) return;
  const expected = `a time from ${isoOf(earliestMs)} to ${isoOf(latestMs)}`;
  throw new ExpectationFailed({ expected, actual: JSON.stringify(now), code: 'wrong-time' });
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Unix time in milliseconds of a time in the right form; a leap second is the one after it. NaN for a day that there is not. */
function unixMs(now: string): number {
  return now.includes(':60.') ? Date.parse(now.replace(':60.', ':59.')) + 1000 : Date.parse(now);
}

/** No job is told to have started before the one that the node did before it. Source: D-9. */
export function verifyStartsInTurn({ starts }: JobStage): void {
  for (const heard of starts) verifyTime(heard);
  const times = starts.map(({ value }) => String(value['now']));
  const early = times.findIndex((time, index) => unixMs(time) < unixMs(times[index - 1] ?? time));
  if (early < 0) return;
  const expected = `a time from ${times[early - 1] ?? ''} on`;
  throw new ExpectationFailed({ expected, actual: JSON.stringify(times[early]), code: 'time-goes-back' });
}

/** The version comes first, then the modules in whatever order. Source: S, D-7. */
export function verifyJoin({ value }: Heard, version: string, modules: readonly string[]): void {
  const [first, ...items] = String(value['text']).split(';');
  const named = items.length === 1 && items[0] === '' ? [] : items;
  if (first === version && [...named].sort().join(';') === [...modules].sort().join(';')) return;
  const expected = `Join of "${[version, ...modules].join(';')}"`;
  throw new ExpectationFailed({ expected, actual: JSON.stringify(value['text']), code: 'wrong-join-text' });
}

/** The operation "connect" went well, or failed. */
export async function verifyConnect(stage: JobStage, joined: boolean): Promise<void> {
  const answer = await outcome(stage);
  if ('ok' in answer === joined) return;
  const actual = 'ok' in answer ? 'it joined' : `it failed: ${answer.error.message}`;
  const code = joined ? 'connect-failed' : 'connect-succeeded';
  throw new ExpectationFailed({ expected: joined ? 'a node that joined' : 'a node that could not join', actual, code });
}

/** The node took the files of the last job, its Runs in order and its Rets in order. */
export function verifyParts(stage: JobStage, { taken }: Player): void {
  const isPositional = stage.profile.fileNaming === 'positional';
  const wanted = sorted(lastJob(stage).parts, isPositional);
  const seen = sorted(taken, isPositional);
  const wrong = wanted.findIndex((part, index) => part !== seen[index]);
  if (wrong < 0 && wanted.length === seen.length) return;
  const expected = wrong < 0 ? `${wanted.length} parts` : `the part ${wanted[wrong] ?? ''}`;
  throw new ExpectationFailed({
    expected,
    actual: wrong < 0 ? `${seen.length}` : (seen[wrong] ?? 'none'),
    code: 'wrong-parts',
  });
}

/** Files in the order of their names, where only their names tell them apart; then Runs, then Rets. */
function sorted(parts: readonly Part[], isPositional: boolean): readonly string[] {
  const lines = (kind: Part['kind']): string[] => parts.filter((part) => part.kind === kind).map(lineOf);
  return [...(isPositional ? lines('File') : lines('File').sort()), ...lines('Run'), ...lines('Ret')];
}

function lineOf(part: Part): string {
  if (part.kind === 'File') return `File ${part.name} ${show(part.content)}`;
  return part.kind === 'Run' ? `Run ${part.file} into ${part.log}` : `Ret ${part.name}`;
}

/** No file came after a control. Source: S. */
export function verifyFilesFirst({ taken }: Player): void {
  const control = taken.findIndex(({ kind }) => kind !== 'File');
  const late = taken.slice(control).find(({ kind }) => kind === 'File');
  if (control < 0 || late === undefined) return;
  throw new ExpectationFailed({
    expected: 'all files before the controls',
    actual: lineOf(late),
    code: 'file-after-control',
  });
}

/** The owner reports what the last job came to. */
export function expectJobEvent(stage: JobStage, event: string): Promise<ContractEvent> {
  const { id } = lastJob(stage);
  return expectEvent(stage, event, (seen) => seen.event === event && isOf(seen, id));
}

/** The owner reports these results, in the order of the job's Rets. */
export async function expectResults(
  stage: JobStage,
  wanted: readonly (readonly [string, Uint8Array])[],
): Promise<void> {
  const { fields } = await expectJobEvent(stage, 'job-finished');
  const seen = Array.isArray(fields['results']) ? (fields['results'] as readonly Json[]).map(resultLine) : [];
  const lines = wanted.map(([name, content]) => `${name} ${Buffer.from(content).toString('hex')}`);
  const wrong = lines.findIndex((line, index) => line !== seen[index]);
  if (wrong < 0 && lines.length === seen.length) return;
  const expected = wrong < 0 ? `${lines.length} results` : `the result ${lines[wrong] ?? ''}`;
  throw new ExpectationFailed({
    expected,
    actual: wrong < 0 ? `${seen.length}` : (seen[wrong] ?? 'none'),
    code: 'wrong-results',
  });
}

function resultLine(result: Json): string {
  const { name, bytes } = (result ?? {}) as { readonly name?: Json; readonly bytes?: Json };
  return `${String(name)} ${String(bytes)}`;
}

const isOutcome = (event: ContractEvent, id: Json): boolean =>
  (event.event === 'job-finished' || event.event === 'job-failed') && isOf(event, id);

/** After a while in which nothing must come, this many outcomes of the last job have been reported. */
export async function verifyOutcomes(stage: JobStage, wanted: number): Promise<void> {
  const { id } = lastJob(stage);
  const { events } = stage.world.subject;
  if (wanted > 0) await expectEvent(stage, 'job-finished or job-failed', (event) => isOutcome(event, id));
  const count = (): number => events.filter((event) => isOutcome(event, id)).length;
  await stage.world.until(() => (count() > wanted ? true : undefined), quietUs(stage.world));
  if (count() === wanted) return;
  const expected = `${wanted} outcomes of the job within ${seconds(quietUs(stage.world))}`;
  throw new ExpectationFailed({ expected, actual: `${count()}`, code: 'wrong-outcome-count' });
}

/** So many jobs were reported finished, each with the result that its number gives it. */
export async function verifyManyOutcomes(
  stage: JobStage,
  count: number,
  contentOf: (number: number) => string,
): Promise<void> {
  const finished = (id: Json) => (event: ContractEvent) => event.event === 'job-finished' && isOf(event, id);
  for (const [index, { id }] of stage.jobs.slice(0, count).entries()) {
    const { fields } = await expectEvent(stage, 'job-finished', finished(id));
    const [line] = ((fields['results'] ?? []) as readonly Json[]).map(resultLine);
    const wanted = `one ${Buffer.from(contentOf(index + 1)).toString('hex')}`;
    if (line !== wanted)
      throw new ExpectationFailed({ expected: wanted, actual: line ?? 'no result', code: 'wrong-results' });
  }
}

/** The owner asks Status, or has asked since the last job was over, before it sends a part. Source: D-24. */
export async function expectAsked({ dialect, probe }: Player): Promise<void> {
  const { title } = await probe.expectOneOf(['Status', 'File', 'Run', 'Ret']);
  if (title === 'Status' || dialect.wasAsked) return;
  throw new ExpectationFailed({ expected: 'Status before the first part', actual: title, code: 'missing-status' });
}

/** More queries than the page gives reason for. Our choice. */
const QUERIES_MAX = 6;
/** At least so many Status queries come, then Disconnect; none is answered. */
export async function expectQueries({ probe }: Player, least: number): Promise<void> {
  let queries = 0;
  const isQuery = async (): Promise<boolean> => (await probe.expectOneOf(['Status', 'Disconnect'])).title === 'Status';
  while (queries < QUERIES_MAX && (await isQuery())) queries += 1;
  if (queries === QUERIES_MAX) {
    throw new ExpectationFailed({ expected: 'Disconnect', actual: `${queries} Status`, code: 'missing-disconnect' });
  }
  if (queries >= least) return;
  throw new ExpectationFailed({
    expected: `${least} Status before Disconnect`,
    actual: `${queries}`,
    code: 'too-few-queries',
  });
}
