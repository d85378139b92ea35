/**
 * The suite as the nodes of an owner under test: they dial, join, take jobs and do them without running anything.
 * Everything here is a Given or a stimulus; what a scenario demands stands in its own steps. Source: spec/job.md section 3.
 */
import type { Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { octets, programJob, readPhrase, type Part } from './phrase.ts';
import { quietUs } from '../probe.ts';
import { addPlayer, ask, expectEvent, type JobStage, type Player, playerOf, say, type Submitted } from './stage.ts';
import type { ContractEvent } from '../world.ts';

export type NodeProgress = 'in transfer' | 'ready to start' | 'working' | 'finished';

const partTitles = ['File', 'Run', 'Ret'] as const;

/** The job of scenarios to which its parts are all one. */
export const anyJob: readonly Part[] = programJob('exit 0');

/** Starts the owner under test, or takes the one that listens already. */
export async function startOwner(stage: JobStage, config: JsonObject = {}): Promise<void> {
  const { listensAt } = stage.world.subject;
  stage.ownerAt = listensAt ?? listenAddress(await ask(stage, 'start', { role: 'owner', config }));
}

function listenAddress(ok: JsonObject): Address {
  const listen = ok['listen'] as { readonly host?: unknown; readonly port?: unknown } | undefined;
  if (typeof listen?.host === 'string' && typeof listen.port === 'number')
    return { host: listen.host, port: listen.port };
  throw new ExpectationFailed({
    expected: 'an address in the answer to "start"',
    actual: JSON.stringify(ok),
    code: 'no-address',
  });
}

/** Connects a node to the owner. Throws ExpectationFailed where it is refused. */
export async function connectNode(stage: JobStage, name: string): Promise<Player> {
  const link = stage.ownerAt === null ? null : await stage.world.dial(stage.ownerAt);
  if (link !== null) return addPlayer(stage, name, 'node', link);
  throw new ExpectationFailed({
    expected: 'a connection to the owner',
    actual: 'it was refused',
    code: 'connection-refused',
  });
}

/** Connects a node and has its Join accepted. */
export async function joinNode(stage: JobStage, name: string): Promise<Player> {
  const node = await connectNode(stage, name);
  await say(node, readPhrase('Join "1.0"'));
  await node.probe.expect({ title: 'Accept', value: {} });
  return node;
}

/** Has a node leave in good order. */
export async function leaveOwner(stage: JobStage, name: string): Promise<void> {
  const { probe, ...node } = playerOf(stage, name);
  await say({ probe, ...node }, readPhrase('Leave'));
  await probe.expect({ title: 'Accept', value: {} });
  await probe.expectEnd();
}

/** Gives the owner a job to have done. */
export async function submit(stage: JobStage, parts: readonly Part[]): Promise<Submitted> {
  const atUs = stage.world.nowUs();
  const ok = await ask(stage, 'submit', {
    files: parts.flatMap((part) => (part.kind === 'File' ? [{ name: part.name, bytes: hexOf(part.content) }] : [])),
    runs: parts.flatMap((part) => (part.kind === 'Run' ? [{ file: part.file, log: part.log }] : [])),
    rets: parts.flatMap((part) => (part.kind === 'Ret' ? [part.name] : [])),
  });
  const job: Submitted = { id: ok['job'] ?? null, parts, atUs };
  stage.jobs.push(job);
  return job;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The job that was given last. UsageError where the scenario gave none. */
export function lastJob(stage: JobStage): Submitted {
  const job = stage.jobs.at(-1);
  if (job === undefined) throw new UsageError('the scenario submitted no job');
  return job;
}

/** Whether an event is one of that job. */
export function isOf({ fields }: ContractEvent, id: Json): boolean {
  return JSON.stringify(fields['job']) === JSON.stringify(id);
}

/** Accepts every part until Wait; or, told a count, leaves the part of that number unanswered. */
export async function takeParts(node: Player, unanswered = Infinity): Promise<void> {
  node.taken.length = 0;
  for (;;) {
    const heard = await node.probe.expectOneOf([...partTitles, 'Wait']);
    if (heard.title === 'Wait') return;
    node.taken.push(partOf(node, heard));
    if (node.taken.length > PARTS_MAX) throw tooManyParts();
    if (node.taken.length === unanswered) return;
    await say(node, readPhrase('Accept'));
  }
}

/** Accepts every part but the first of that title, which is rejected; what comes afterwards is accepted by courtesy. */
export async function rejectPart(node: Player, title: string): Promise<void> {
  for (let count = 0; count < PARTS_MAX; count += 1) {
    const heard = await node.probe.expectOneOf(partTitles);
    await say(node, readPhrase(heard.title === title ? 'Reject' : 'Accept'));
    if (heard.title === title) return node.dialect.answerRest('accept parts');
  }
  throw tooManyParts();
}

/** Rejects the first part and every other one. */
export async function rejectParts(node: Player): Promise<void> {
  await node.probe.expectOneOf(partTitles);
  node.dialect.answerRest('reject parts');
  await say(node, readPhrase('Reject'));
}

/** Accepts what has no answer yet and everything else that comes; a Stop is left to the scenario that waits for it. */
export async function acceptAll(node: Player): Promise<void> {
  node.dialect.answerRest('accept all');
  if (node.dialect.unanswered.length > 0) await say(node, readPhrase('Accept'));
}

/** Parts of one job after which no Wait is waited for any more: no scenario has as many. */
const PARTS_MAX = 100;

function tooManyParts(): ExpectationFailed {
  return new ExpectationFailed({ expected: 'Wait', actual: `more than ${PARTS_MAX} parts`, code: 'missing-wait' });
}

function partOf({ dialect, taken }: Player, { title, value }: Heard): Part {
  if (title === 'Run') return { kind: 'Run', file: String(value['filename']), log: String(value['logfile']) };
  if (title === 'Ret') return { kind: 'Ret', name: String(value['filename']) };
  const files = taken.filter(({ kind }) => kind === 'File').length;
  return { kind: 'File', ...dialect.readFile(value['bytes'] as Uint8Array, files) };
}

/** Takes the job that the owner gives as far as that. */
export async function progress(stage: JobStage, name: string, how: NodeProgress): Promise<void> {
  const node = playerOf(stage, name);
  if (how === 'in transfer') return void (await node.probe.expectOneOf(partTitles));
  await takeParts(node);
  await node.probe.expect({ title: 'Start', value: {} });
  if (how === 'ready to start') return;
  await say(node, readPhrase('Accept'));
  if (how === 'finished') await finish(node);
  else await noteStart(stage);
}

/** The Accept of Start has no answer. That the owner has taken note of it shows in its report, where it had not given one before. */
async function noteStart(stage: JobStage): Promise<void> {
  const { id } = lastJob(stage);
  await expectEvent(stage, 'job-started', (seen) => seen.event === 'job-started' && isOf(seen, id));
}

async function finish(node: Player): Promise<void> {
  await say(node, readPhrase('Finished'));
  await node.probe.expect({ title: 'Accept', value: {} });
}

/** Does a job from its first part to its last Result. */
export async function doJob(stage: JobStage, name: string, contents: readonly string[]): Promise<void> {
  await progress(stage, name, 'finished');
  const node = playerOf(stage, name);
  for (const content of contents) await node.probe.send(node.dialect.say('Result', { bytes: octets(content) }));
}

/** Has nodes in turn join, start the last job and end the connection: what they said before comes before the end. */
export async function loseNodes(stage: JobStage, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await joinNode(stage, `lost node ${number}`);
    await progress(stage, `lost node ${number}`, 'working');
    playerOf(stage, `lost node ${number}`).probe.end();
  }
}

/** Waits a while for a Stop, which need not come. */
export async function noteStop({ world }: JobStage, { dialect, probe }: Player): Promise<void> {
  await world.until(() => probe.hasHeard(() => dialect.unanswered.includes('Stop')), quietUs(world));
  if (dialect.unanswered.includes('Stop')) await probe.expect({ title: 'Stop', value: {} });
}
