/**
 * The suite as the owner of a node under test: takes its Join, brings it into a state, gives it jobs.
 * Everything here is a Given or a stimulus; what a scenario demands stands in its own steps. Source: spec/job.md section 3.
 */
import type { JsonObject } from '../../lib/contract.ts';
import { phraseOf, programJob, readPhrase, type Part, type Phrase } from './phrase.ts';
import { ask, addPlayer, type JobStage, outcome, type Player, playerOf, say, tell } from './stage.ts';
import { ExpectationFailed } from '../failure.ts';
import { requiredUs } from '../probe.ts';

export type NodeStateWord = 'joining' | 'idle' | 'waiting' | 'ready' | 'working' | 'finished';

const OWNER = 'the owner';
/** A program that outlasts every scenario; what ends a scenario ends it. */
const runsOn = 'sleep 10';

/** Starts the node under test; `config` adds to or replaces what every scenario gives it. */
export async function startNode(stage: JobStage, config: JsonObject = {}): Promise<void> {
  stage.nodeConfig = { version: '1.0', modules: [], ...config };
  await ask(stage, 'start', { role: 'node', config: stage.nodeConfig });
}

/** Tells the node to connect; does not wait for what comes of it. */
export async function tellConnect(stage: JobStage): Promise<void> {
  stage.listener ??= await stage.world.listen();
  const { host, port } = stage.listener.address;
  tell(stage, 'connect', { at: { host, port } });
}

/** Waits for the node's connection; the suite's owner is on it from then on. Throws ExpectationFailed. */
export async function meetNode(stage: JobStage): Promise<Player> {
  const link = await stage.world.until(() => stage.listener?.links[stage.met], requiredUs);
  if (link === undefined)
    throw new ExpectationFailed({ expected: 'a connection within 5 s', actual: 'none', code: 'missing-connection' });
  stage.met += 1;
  return addPlayer(stage, OWNER, 'owner', link);
}

/** Takes the Join that is to come and leaves it unanswered. */
export async function hearJoin(stage: JobStage): Promise<Player> {
  const owner = await meetNode(stage);
  await owner.probe.expect({ title: 'Join', value: {} });
  return owner;
}

/** Takes the Join and accepts it. Throws ExpectationFailed where the node does not call itself joined. */
export async function acceptJoin(stage: JobStage): Promise<Player> {
  const owner = await hearJoin(stage);
  await say(owner, readPhrase('Accept'));
  const answer = await outcome(stage);
  if ('ok' in answer) return owner;
  throw new ExpectationFailed({ expected: 'a joined node', actual: answer.error.message, code: 'connect-failed' });
}

/** Brings a node that was started into a state; `script` is what it runs where the state has a program. */
export async function reach(stage: JobStage, state: NodeStateWord, script?: string): Promise<void> {
  await tellConnect(stage);
  if (state === 'joining') return void (await hearJoin(stage));
  const owner = await acceptJoin(stage);
  if (state === 'idle') return;
  if (state === 'waiting') return request(owner, readPhrase('File "file-1" with "content"'));
  await prepare(owner, programJob(script ?? (state === 'working' ? runsOn : 'exit 0')));
  if (state === 'ready') return reachedByWait(owner);
  await request(owner, readPhrase('Start'));
  if (state === 'finished') await owner.probe.expect({ title: 'Finished', value: {} });
}

/** Wait has no answer. That of a query after it shows that the node has taken note; what it tells is another scenario's. */
async function reachedByWait(owner: Player): Promise<void> {
  await say(owner, readPhrase('Status'));
  await owner.probe.expect({ title: 'Status', value: {} });
}

/** Says a message and waits for its Accept, where it gets one. Throws ExpectationFailed. */
export async function request(owner: Player, phrase: Phrase): Promise<void> {
  await say(owner, phrase);
  await settle(owner);
}

/** Says a request and waits for its Reject. Throws ExpectationFailed. */
export async function refused(owner: Player, phrase: Phrase): Promise<void> {
  await say(owner, phrase);
  await owner.probe.expect({ title: 'Reject', value: {} });
}

/** Waits for the Accept of every request that has no answer yet. */
async function settle({ dialect, probe }: Player): Promise<void> {
  while (dialect.unanswered.length > 0) await probe.expect({ title: 'Accept', value: {} });
}

/** Hands all parts over, then says Wait. */
export async function prepare(owner: Player, parts: readonly Part[]): Promise<void> {
  for (const part of parts) await request(owner, phraseOf(part));
  await say(owner, readPhrase('Wait'));
}

/** Says one message many times without waiting, then takes an Accept for each. */
export async function requestOften(owner: Player, phrase: Phrase, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await say(owner, phrase);
  await settle(owner);
}

/** Has a job done from its first part to its last Result; the contents are the stage's results. */
export async function giveJob(stage: JobStage, parts: readonly Part[]): Promise<void> {
  const owner = playerOf(stage, OWNER);
  for (const part of parts) await request(owner, phraseOf(part));
  await haveDone(stage);
}

/** Has the job done whose parts were handed over. */
export async function haveDone(stage: JobStage): Promise<void> {
  const owner = playerOf(stage, OWNER);
  await settle(owner);
  await say(owner, readPhrase('Wait'));
  await say(owner, readPhrase('Start'));
  stage.starts.push(await owner.probe.expect({ title: 'Accept', value: {} }));
  await owner.probe.expect({ title: 'Finished', value: {} });
  await say(owner, readPhrase('Accept'));
  stage.results = await takeResults(owner);
}

async function takeResults({ dialect, probe }: Player): Promise<readonly Uint8Array[]> {
  const contents: Uint8Array[] = [];
  while (dialect.resultsDue > 0) {
    const { value } = await probe.expect({ title: 'Result', value: {} });
    contents.push(value['bytes'] as Uint8Array);
  }
  return contents;
}

/** Has a job of one file done that many times; the stage's results are those of all. */
export async function giveJobs(stage: JobStage, times: number): Promise<void> {
  const contents: Uint8Array[] = [];
  for (let count = 1; count <= times; count += 1) {
    await giveJob(stage, [
      { kind: 'File', name: 'file-1', content: new Uint8Array(Buffer.from(`content ${count}`)) },
      { kind: 'Ret', name: 'file-1' },
    ]);
    contents.push(...stage.results);
  }
  stage.results = contents;
}

/** Kills the node, starts it again and takes it in as idle. */
export async function killAndReturn(stage: JobStage): Promise<void> {
  await ask(stage, 'crash', { role: 'node' });
  await ask(stage, 'start', { role: 'node', config: stage.nodeConfig });
  await tellConnect(stage);
  await acceptJoin(stage);
}

/** Has the node leave: its Leave is accepted and the connection closed. */
export async function letLeave(stage: JobStage): Promise<void> {
  const owner = playerOf(stage, OWNER);
  tell(stage, 'leave', {});
  await owner.probe.expect({ title: 'Leave', value: {} });
  await say(owner, readPhrase('Accept'));
  owner.probe.end();
  await owner.probe.expectEnd();
  await outcome(stage);
}
