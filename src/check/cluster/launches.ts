/**
 * A launch as its client sees it: a package is sent, signs of life pass by, a final status comes; then the host that it names.
 * Leaves out packages (packages.ts) and compiling (builds.ts). Source: spec/cluster.md sections 5.6, 5.7 and 7.6.
 */
import { addressText, launchStatuses, levels, partsOf, services, verbs } from '../../protocols/cluster/index.ts';
import { encode } from '../../wire/index.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { requiredUs } from '../probe.ts';
import { NotClaimed } from '../world.ts';
import { messages, packetOf } from './dialect.ts';
import { octets } from './phrase.ts';
import { type ClusterStage, type Player, verifyAddress } from './stage.ts';
import { verbTitle } from './titles.ts';
import { statusIn as statusOf, verify, verifyEndpoint } from './structures.ts';

/** How long a client waits for a sign of life. Source: 7.2, "Job client watchdog". */
const ALIVE_US = 20_000_000;
/** Octets of a status, and of one with the address of a host. Source: 5.6. */
const STATUS_OCTETS = 4;
const STARTED_OCTETS = 12;

const answer = verbTitle(verbs.launchAnswer);
/** What a host that runs tells its client unasked. */
const pushed = verbTitle(verbs.queueStatus);

/** The hosts that clients were given, the last one of each. */
const given = new WeakMap<Player, bigint>();

/** Sends a package to the node. */
export async function launch({ server }: ClusterStage, { probe, self }: Player, pack: Uint8Array): Promise<void> {
  await probe.send(packetOf(verbs.launchHost, server, self, pack));
}

/** Tells the node that it may launch, as every node may that has just gone online. */
export async function allowTasks({ server }: ClusterStage, { probe, self }: Player): Promise<void> {
  await probe.send(packetOf(verbs.allowTasks, server, self, Uint8Array.of(1)));
}

/** Whether the subject runs kernels of ours. */
const runsKernels = ({ world }: ClusterStage): boolean => world.subject.hello.claims.includes('kernels');

/** The next status. Throws ExpectationFailed where none comes, and for one of a wrong length. */
export async function hearStatus(player: Player): Promise<{ readonly status: number; readonly heard: Heard }> {
  for (;;) {
    const heard = await player.probe.expectOneOf([answer, pushed], ALIVE_US);
    if (heard.title === answer) return { status: statusIn(heard), heard };
  }
}

function statusIn({ value }: Heard): number {
  const payload = Buffer.from(value['payload'] as Uint8Array);
  const status = payload.length < STATUS_OCTETS ? -1 : payload.readUInt32LE(0);
  const size = status === launchStatuses.started ? STARTED_OCTETS : STATUS_OCTETS;
  verify(payload.length === size, `a launch status of ${size} octets`, `${payload.length} octets`, 'wrong-size');
  return status;
}

/** The final status; `signs` counts the signs of life before it. Throws ExpectationFailed. */
export async function hearFinal(
  player: Player,
): Promise<{ readonly status: number; readonly heard: Heard; readonly signs: number }> {
  for (let signs = 0; ; signs += 1) {
    const { status, heard } = await hearStatus(player);
    if (status !== launchStatuses.starting) return { status, heard, signs };
  }
}

/**
 * The final status is that.
 * Ambiguity: a node that runs no kernels at all may judge packages nevertheless, or answer each with 8003, as where tasks are disallowed.
 * Neither is wrong; a subject that does not claim kernels and answers so is not asked further. CLU-LAUNCH-001. 5.6, 8.
 */
export async function expectStatus(stage: ClusterStage, player: Player, wanted: number): Promise<Heard> {
  const { status, heard } = await hearFinal(player);
  verifyAddress(heard, 'origin', stage.server);
  if (status === launchStatuses.discarded && status !== wanted && !runsKernels(stage))
    throw new NotClaimed('the subject launches nothing');
  if (status !== wanted) throw wrongStatus(wanted, status);
  return heard;
}

const show = (status: number): string => `the launch status ${status.toString(16).toUpperCase().padStart(4, '0')}`;

function wrongStatus(wanted: number, seen: number): ExpectationFailed {
  return new ExpectationFailed({ expected: show(wanted), actual: show(seen), code: 'wrong-launch-status' });
}

/** A host of this node was started; the client keeps its address. */
export async function expectHost(stage: ClusterStage, player: Player): Promise<void> {
  const { value } = await expectStatus(stage, player, launchStatuses.started);
  const host = Buffer.from(value['payload'] as Uint8Array).readBigUInt64LE(STATUS_OCTETS);
  const { level, service, node, instance } = partsOf(host);
  const isHost = level === levels.endpoint && service === services.host && instance !== 0;
  const isHere = node === partsOf(stage.server).node;
  verify(isHost && isHere, 'the address of a job host of the node', addressText(host), 'wrong-host-address');
  given.set(player, host);
}

/** The host that the client was given. Throws ExpectationFailed where it was given none. */
export function hostOf(player: Player): bigint {
  const host = given.get(player);
  if (host === undefined) throw new ExpectationFailed({ expected: 'a host', actual: 'none', code: 'no-host' });
  return host;
}

/** At least so many signs of life come, then a host. */
export async function expectSigns(player: Player, least: number): Promise<void> {
  const { status, signs } = await hearFinal(player);
  verify(signs >= least, `${least} signs of life`, `${signs}, then ${show(status)}`, 'too-few-signs');
  if (status !== launchStatuses.started) throw wrongStatus(launchStatuses.started, status);
}

/** Launches again until the final status is that. */
export async function expectStatusAtLast(
  stage: ClusterStage,
  player: Player,
  pack: Uint8Array,
  wanted: number,
): Promise<void> {
  const endUs = stage.world.nowUs() + ALIVE_US;
  for (;;) {
    await launch(stage, player, pack);
    const { status } = await hearFinal(player);
    if (status === wanted) return;
    if (stage.world.nowUs() >= endUs) throw wrongStatus(wanted, status);
    await stage.world.until(() => undefined, 100_000);
  }
}

/** Gives the client's host a table of which it is the only member. */
export async function sendTable({ server }: ClusterStage, player: Player): Promise<void> {
  const host = hostOf(player);
  const table = encode(messages.hostTable, { primary: host, participants: [server, host] });
  await player.probe.send(packetOf(verbs.hostTable, host, player.self, table));
}

/** Gives the client's host a task that is neither movable nor counted. */
export async function sendTask(player: Player, className: string, data: string): Promise<void> {
  const task = encode(messages.scheduleTask, { flags: 0, className, data: octets(data) });
  await player.probe.send(packetOf(verbs.scheduleTask, hostOf(player), player.self, task));
}

/** Says a packet without content to the client's host. */
export async function sendToHost(player: Player, verb: number): Promise<void> {
  await player.probe.send(packetOf(verb, hostOf(player), player.self, new Uint8Array(0)));
}

/** The next packet of the client's host but for what it pushes, and that is one of this title. Throws ExpectationFailed. */
export async function hearHost(player: Player, title: string, forUs = requiredUs): Promise<Heard> {
  for (;;) {
    const heard = await player.probe.expectOneOf(title === pushed ? [title] : [title, pushed], forUs);
    if (heard.title !== title) continue;
    verifyAddress(heard, 'origin', hostOf(player));
    return heard;
  }
}

/** For `forUs` nothing comes but what a host pushes. Throws ExpectationFailed. */
export async function hearNothingMore({ probe }: Player, forUs: number): Promise<void> {
  await probe.expectNothing(forUs, [pushed]);
}

const WORKER = 'engine.cluster.worker';

/** The client's host is listed among the endpoints of its service. */
export async function findHost(stage: ClusterStage, { probe, self }: Player, host: bigint): Promise<void> {
  await probe.send(packetOf(verbs.enumerateEndpoints, stage.server, self, octets(WORKER)));
  verifyEndpoint(await hearPassing(probe, verbs.endpoints), host, WORKER);
}

/** The node tells a progress total that is not 0. */
export async function verifyBusy(stage: ClusterStage, { probe, self }: Player): Promise<void> {
  await probe.send(packetOf(verbs.statusRequest, stage.server, self, new Uint8Array(0)));
  const { progressTotal } = statusOf(await hearPassing(probe, verbs.status));
  verify(progressTotal !== 0, 'a progress total that is not 0', '0', 'idle');
}

/** A packet of that verb, whatever a host pushes before. */
async function hearPassing(probe: Player['probe'], verb: number): Promise<Heard> {
  for (;;) {
    const heard = await probe.expectOneOf([verbTitle(verb), pushed]);
    if (heard.title !== pushed) return heard;
  }
}

const answers: readonly string[] = [verbTitle(verbs.hostTableAnswer), verbTitle(verbs.scheduleTaskAnswer)];

/** The result, after whatever else a host says on its way. Throws ExpectationFailed. */
export async function hearResult({ probe }: Player): Promise<Heard> {
  const wanted = verbTitle(verbs.result);
  for (;;) {
    const heard = await probe.expectOneOf([wanted, pushed, ...answers], ALIVE_US);
    if (heard.title === wanted) return heard;
  }
}

/** A host is starting. Throws ExpectationFailed. */
export async function expectSign(player: Player): Promise<void> {
  const { status } = await hearStatus(player);
  if (status !== launchStatuses.starting) throw wrongStatus(launchStatuses.starting, status);
}
