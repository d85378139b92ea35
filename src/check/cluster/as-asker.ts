/**
 * An endpoint that asks a node for its nodes and endpoints until they are as they must become: a node notes the end of a connection
 * a while after it. Leaves out single answers (structures.ts). Source: spec/cluster.md sections 5.4 and 7.4.
 */
import { addressText, verbs } from '../../protocols/cluster/index.ts';
import type { Heard } from '../inbox.ts';
import { requiredUs } from '../probe.ts';
import { packetOf } from './dialect.ts';
import { octets } from './phrase.ts';
import { addressFor, type ClusterStage, type Player } from './stage.ts';
import { endpointsIn, nodesIn, verifyList } from './structures.ts';
import { verbTitle } from './titles.ts';

const AGAIN_US = 50_000;

/** Asks and takes the answer. Throws ExpectationFailed. */
export async function askNode(
  { server }: ClusterStage,
  { probe, self }: Player,
  verb: number,
  answer: number,
  payload: Uint8Array = new Uint8Array(0),
): Promise<Heard> {
  await probe.send(packetOf(verb, server, self, payload));
  return probe.expect({ title: verbTitle(answer), value: {} });
}

/** Asks again until `isRight`; gives the last answer, right or not. */
async function askUntil(
  { world }: ClusterStage,
  ask: () => Promise<Heard>,
  isRight: (heard: Heard) => boolean,
): Promise<Heard> {
  const endUs = world.nowUs() + requiredUs;
  for (;;) {
    const heard = await ask();
    if (isRight(heard) || world.nowUs() >= endUs) return heard;
    await world.until(() => undefined, AGAIN_US);
  }
}

/** Rows of an address in words and `online` or `offline`, as lines. */
export function nodeLines(
  stage: ClusterStage,
  player: Player,
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.map(([who = '', state = '']) => `${addressText(addressFor(stage, player, who))} ${state}`);
}

/** The nodes of an answer, as lines. */
export function seenNodes(heard: Heard): readonly string[] {
  return nodesIn(heard).map(({ address, online }) => `${addressText(address)} ${online ? 'online' : 'offline'}`);
}

/** In the end the node tells these nodes. Throws ExpectationFailed. */
export async function expectNodesAtLast(stage: ClusterStage, player: Player, wanted: readonly string[]): Promise<void> {
  const ask = (): Promise<Heard> => askNode(stage, player, verbs.enumerateNodes, verbs.nodes);
  const last = await askUntil(stage, ask, (heard) => seenNodes(heard).join() === wanted.join());
  verifyList('nodes', wanted, seenNodes(last));
}

/** The endpoints of an answer, as lines. */
export function seenEndpoints(heard: Heard): readonly string[] {
  return endpointsIn(heard).map(({ address }) => addressText(address));
}

/** In the end the node tells no endpoint of that service. Throws ExpectationFailed. */
export async function expectNoEndpointAtLast(stage: ClusterStage, player: Player, service: string): Promise<void> {
  const ask = (): Promise<Heard> => askNode(stage, player, verbs.enumerateEndpoints, verbs.endpoints, octets(service));
  const last = await askUntil(stage, ask, (heard) => endpointsIn(heard).length === 0);
  verifyList('endpoints', [], seenEndpoints(last));
}

/** The name that the node has among the nodes that it tells. Throws ExpectationFailed where it is not there. */
export async function nameAmongNodes(stage: ClusterStage, player: Player): Promise<string> {
  const heard = await askNode(stage, player, verbs.enumerateNodes, verbs.nodes);
  return nodesIn(heard).find(({ address }) => address === stage.server)?.name ?? '(none)';
}
